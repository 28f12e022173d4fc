import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { defineErrors } from '../../base/errors.ts'
import { parseJson, placeIn, reasonOf } from '../../base/parse-json.ts'
import { schemaFault } from '../../base/schema-fault.ts'

const fail = defineErrors({
  E_MODEL_CONFIG_READ: {
    zh: { what: '读不了模型配置：{reason}', fix: '模型目录里要有完整的 config.json（Hugging Face 格式）' },
    en: {
      what: 'cannot read the model configuration: {reason}',
      fix: 'the model folder needs a whole config.json as Hugging Face writes it',
    },
  },
  E_MODEL_CONFIG: {
    zh: {
      what: 'config.json 的 {field} 不可用：{reason}',
      fix: '本版本支持 BERT 结构（bert-base-chinese、RoBERTa-wwm、MacBERT、RBT3 等）；请换用这类模型',
    },
    en: {
      what: 'config.json: {field} cannot be used: {reason}',
      fix: 'this version takes models of the BERT architecture (bert-base-chinese, RoBERTa-wwm, MacBERT, RBT3 …): choose one of these',
    },
  },
})

const count = z.number().int().positive()
const rate = z.number().min(0).max(0.95)

const schema = z.looseObject({
  model_type: z.literal('bert').default('bert'),
  vocab_size: count,
  hidden_size: count,
  num_hidden_layers: count.max(200),
  num_attention_heads: count,
  intermediate_size: count,
  max_position_embeddings: count,
  type_vocab_size: count.default(2),
  hidden_act: z.literal('gelu').default('gelu'),
  layer_norm_eps: z.number().positive().default(1e-12),
  hidden_dropout_prob: rate.default(0.1),
  attention_probs_dropout_prob: rate.default(0.1),
  classifier_dropout: rate.nullish(),
  initializer_range: z.number().positive().default(0.02),
  position_embedding_type: z.literal('absolute').default('absolute'),
  is_decoder: z.literal(false).default(false),
  add_cross_attention: z.literal(false).default(false),
  id2label: z.record(z.string(), z.string()).optional(),
})

/** A BERT configuration under Hugging Face's names; fields that HanTune does not use are kept as they are. */
export type BertConfig = z.infer<typeof schema>

/**
 * Reads and checks a config.json.
 *
 * @throws E_MODEL_CONFIG_READ, E_MODEL_CONFIG
 */
export function readBertConfig(path: string): BertConfig {
  let json: unknown
  try {
    json = parseJson(readFileSync(path, 'utf8'))
  } catch (error) {
    throw fail('E_MODEL_CONFIG_READ', { reason: reasonOf(error) }, placeIn(path, error), error)
  }
  return parseBertConfig(json, path)
}

/** Checks a configuration. @throws E_MODEL_CONFIG naming the field */
export function parseBertConfig(json: unknown, file?: string): BertConfig {
  const place = file === undefined ? {} : { file }
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    const { path, reason } = schemaFault(schema, json)
    throw fail('E_MODEL_CONFIG', { field: path || '(root)', reason }, place)
  }
  const config = parsed.data
  if (config.hidden_size % config.num_attention_heads !== 0) {
    const { hidden_size: width, num_attention_heads: heads } = config
    const reason = {
      zh: `${width} 不能被 num_attention_heads（${heads}）整除`,
      en: `${width} is not divisible by num_attention_heads ${heads}`,
    }
    throw fail('E_MODEL_CONFIG', { field: 'hidden_size', reason }, place)
  }
  if ((config.hidden_size / config.num_attention_heads) % 4 !== 0) {
    const reason = {
      zh: '每个注意力头的大小必须是 4 的倍数',
      en: 'the size of a head must be a multiple of 4',
    }
    throw fail('E_MODEL_CONFIG', { field: 'hidden_size', reason }, place)
  }
  return config
}
