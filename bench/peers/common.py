"""What the peers share: the shape of the model, its parameter groups, and the peak of resident memory."""

import torch
from transformers import BertConfig, BertForTokenClassification

NO_DECAY = ("bias", "LayerNorm.weight")


def add_shape_arguments(parser):
    """The defaults are the shape of bert-base-chinese with nine labels."""
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--hidden", type=int, default=768, help="a multiple of 64; the inner size is four times as much")
    parser.add_argument("--vocabulary", type=int, default=21128)
    parser.add_argument("--labels", type=int, default=9)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=42)


def random_model(arguments):
    """A token classifier with the random weights that transformers gives a new model."""
    torch.manual_seed(arguments.seed)
    config = BertConfig(
        vocab_size=arguments.vocabulary,
        hidden_size=arguments.hidden,
        num_hidden_layers=arguments.layers,
        num_attention_heads=max(1, arguments.hidden // 64),
        intermediate_size=4 * arguments.hidden,
        hidden_dropout_prob=arguments.dropout,
        attention_probs_dropout_prob=arguments.dropout,
        num_labels=arguments.labels,
    )
    return BertForTokenClassification(config)


def adamw(model, rate, weight_decay, betas=(0.9, 0.999), epsilon=1e-8):
    """AdamW without decay on biases and LayerNorm; returns it and whether it is the fused one."""
    named = list(model.named_parameters())
    groups = [
        {"params": [p for n, p in named if not n.endswith(NO_DECAY)], "weight_decay": weight_decay},
        {"params": [p for n, p in named if n.endswith(NO_DECAY)], "weight_decay": 0.0},
    ]
    settings = {"lr": rate, "betas": betas, "eps": epsilon}
    try:
        return torch.optim.AdamW(groups, fused=True, **settings), True
    except RuntimeError:
        return torch.optim.AdamW(groups, **settings), False


def peak_rss_mb():
    """The most resident memory that this process ever held, in MiB (Linux)."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    raise RuntimeError("/proc/self/status names no VmHWM")
