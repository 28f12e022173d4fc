import { defineErrors, HanTuneError } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { type BertConfig, parseBertConfig } from '../models/index.ts'

const fail = defineErrors({
  E_PRETRAIN_MODEL_KEY: {
    zh: { what: 'model 里没有名为 {name} 的项{near}', fix: '可用的项：{known}' },
    en: { what: 'model has no entry named {name}{near}', fix: 'its entries are: {known}' },
  },
  E_PRETRAIN_MODEL: {
    zh: {
      what: 'model 里的 {field} 不可用：{reason}',
      fix: '改正这一项；hidden_size 除以 num_attention_heads 要得到 4 的倍数。各项见 docs/pretraining.zh-CN.md',
    },
    en: {
      what: '{field} of model cannot be used: {reason}',
      fix: 'correct it; hidden_size divided by num_attention_heads must give a multiple of 4. docs/pretraining.md lists the entries',
    },
  },
  E_PRETRAIN_VOCAB_SIZE: {
    zh: {
      what: 'model 里的 vocab_size 是 {given}，而词表有 {size} 个词',
      fix: '去掉 vocab_size：它由词表决定；或者换用对应的词表',
    },
    en: {
      what: 'vocab_size of model is {given}, and the vocabulary has {size} entries',
      fix: 'leave vocab_size out, as the vocabulary says it, or take the vocabulary that is meant',
    },
  },
})

/** What the architecture of a new encoder may say, under Hugging Face's names. */
export const ARCHITECTURE_NAMES = [
  'hidden_size',
  'num_hidden_layers',
  'num_attention_heads',
  'intermediate_size',
  'max_position_embeddings',
  'type_vocab_size',
  'hidden_act',
  'layer_norm_eps',
  'hidden_dropout_prob',
  'attention_probs_dropout_prob',
  'classifier_dropout',
  'initializer_range',
  'position_embedding_type',
  'model_type',
  'vocab_size',
] as const

/** The vocabulary that a model is made for; `pad` is the id of [PAD]. */
interface VocabularyFacts {
  readonly size: number
  readonly pad: number
}

/**
 * The configuration of a new encoder. Nothing is taken that has no effect.
 *
 * @param vocabulary left out: the architecture is checked as far as can be without it
 * @throws E_PRETRAIN_MODEL_KEY and E_PRETRAIN_MODEL with the `field`, E_PRETRAIN_VOCAB_SIZE
 */
export function architectureOf(
  model: Readonly<Record<string, unknown>>,
  vocabulary?: VocabularyFacts,
): BertConfig {
  const known: readonly string[] = ARCHITECTURE_NAMES
  for (const name of Object.keys(model)) {
    if (known.includes(name)) continue
    const values = { name: quote(name), near: nearestHint(name, known), known: known.join(', '), field: name }
    throw fail('E_PRETRAIN_MODEL_KEY', values)
  }
  const { size = 1, pad = 0 } = vocabulary ?? {}
  const config = parsed({
    architectures: ['BertForMaskedLM'],
    max_position_embeddings: 512,
    pad_token_id: pad,
    vocab_size: size,
    ...model,
  })
  if (vocabulary && config.vocab_size !== size)
    throw fail('E_PRETRAIN_VOCAB_SIZE', { given: config.vocab_size, size })
  return config
}

/** @throws E_PRETRAIN_MODEL */
function parsed(json: object): BertConfig {
  try {
    return parseBertConfig(json)
  } catch (error) {
    if (!(error instanceof HanTuneError) || error.code !== 'E_MODEL_CONFIG') throw error
    const { field, reason } = error.values
    throw fail('E_PRETRAIN_MODEL', { field: field!, reason: reason! }, {}, error)
  }
}
