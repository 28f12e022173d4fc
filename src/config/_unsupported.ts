import type { Text } from '../base/locale.ts'

interface Argument {
  /** Whether a value asks for no more than what is done anyway. */
  readonly isIdle: (value: unknown) => boolean
  readonly reason: Text
}

const off = (value: unknown): boolean => [false, null, '', 'no', 'none'].includes(value as string)
const is =
  (...values: unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value)
const never = (): boolean => false

const precision: Argument = {
  isIdle: off,
  reason: {
    zh: '训练以 float32 计算；省内存请用 activations: float16 或 optimizerState: bfloat16',
    en: 'training computes in float32; to save memory use activations: float16 or optimizerState: bfloat16',
  },
}
const oneMachine: Argument = {
  isIdle: off,
  reason: { zh: '训练在一台机器的一个进程里进行', en: 'training runs in one process on one machine' },
}
const fixed = (value: number): Argument => ({
  isIdle: is(value),
  reason: { zh: `AdamW 的这个参数固定为 ${value}`, en: `this constant of AdamW is ${value}` },
})
const useInstead = (zh: string, en = zh, isIdle: Argument['isIdle'] = never): Argument => ({
  isIdle,
  reason: { zh: `请改用 ${zh}`, en: `use ${en} instead` },
})
const saving: Argument = {
  isIdle: never,
  reason: {
    zh: '每次验证后都会保存；保留几个由 keepBest 决定',
    en: 'models are saved after every evaluation; keepBest says how many are kept',
  },
}
const logging: Argument = {
  isIdle: off,
  reason: { zh: '过程总是写进 metrics.jsonl', en: 'progress is always written to metrics.jsonl' },
}

/** Arguments of Hugging Face's Trainer that cannot be honoured; to leave them unheard would mislead. */
const ARGUMENTS: Readonly<Record<string, Argument>> = {
  fp16: precision,
  bf16: precision,
  tf32: precision,
  fp16_full_eval: precision,
  bf16_full_eval: precision,
  deepspeed: oneMachine,
  fsdp: oneMachine,
  local_rank: { ...oneMachine, isIdle: is(-1, null) },
  torch_compile: {
    isIdle: off,
    reason: { zh: '不用 PyTorch，由 ONNX Runtime 计算', en: 'ONNX Runtime computes, not PyTorch' },
  },
  optim: {
    isIdle: is('adamw', 'adamw_torch', 'adamw_torch_fused', 'adamw_hf'),
    reason: { zh: '优化器只有 AdamW', en: 'AdamW is the only optimizer' },
  },
  adafactor: {
    isIdle: off,
    reason: { zh: '优化器只有 AdamW', en: 'AdamW is the only optimizer' },
  },
  adam_beta1: fixed(0.9),
  adam_beta2: fixed(0.999),
  adam_epsilon: fixed(1e-8),
  max_steps: useInstead('epochs', 'epochs', is(-1, null)),
  per_device_eval_batch_size: useInstead('batchSize（验证也用它）', 'batchSize, which evaluation uses, too,'),
  output_dir: useInstead('out'),
  resume_from_checkpoint: useInstead('resume 或 resumeFrom', 'resume or resumeFrom', off),
  data_seed: useInstead('seed', 'seed', is(null)),
  group_by_length: {
    isIdle: off,
    reason: { zh: '长短文本本来就不补齐到同一长度', en: 'texts are packed by their lengths anyway' },
  },
  load_best_model_at_end: {
    isIdle: is(true),
    reason: { zh: '总会留下最好的模型', en: 'the best model is always kept' },
  },
  save_strategy: saving,
  save_steps: saving,
  logging_steps: logging,
  logging_strategy: logging,
  report_to: logging,
  push_to_hub: {
    isIdle: off,
    reason: { zh: '什么都不会上传', en: 'nothing is ever uploaded' },
  },
}

export const UNSUPPORTED_NAMES = Object.keys(ARGUMENTS)

/** Why an argument cannot have a value; undefined where the value asks for nothing. @param name in snake case */
export function reasonAgainst(name: string, value: unknown): Text | undefined {
  const { isIdle, reason } = ARGUMENTS[name]!
  return isIdle(value) ? undefined : reason
}
