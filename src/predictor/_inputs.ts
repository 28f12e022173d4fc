import { defineErrors } from '../base/errors.ts'
import { jsonKind } from '../base/json-kind.ts'
import { textFault } from '../base/readable-text.ts'
import type { TaskFacts, TaskInput } from '../tasks/index.ts'

const EXAMPLE = "predict([{ text: '…' }])"

const fail = defineErrors({
  E_PREDICTOR_INPUTS: {
    zh: { what: 'predict 的参数应是数组，这里是{found}', fix: '写作 {example}' },
    en: { what: 'predict takes an array and was given {found}', fix: 'write {example}' },
  },
  E_PREDICTOR_INPUT: {
    zh: { what: '第 {number} 个输入不是 {shape}', fix: '写作 {example}；文本对再加上 pair' },
    en: { what: 'input {number} is no {shape}', fix: 'write {example}, for two texts with pair besides' },
  },
  E_PREDICTOR_BLANK: {
    zh: { what: '第 {number} 个输入的 {field} 是空的', fix: '去掉空文本' },
    en: { what: 'the {field} of input {number} is blank', fix: 'leave out blank texts' },
  },
  E_PREDICTOR_SURROGATE: {
    zh: {
      what: '第 {number} 个输入的 {field} 在位置 {at} 有半个代理对，不是完整的字符',
      fix: '文本可能从一个字符（如表情）中间截断；请按整字符截取',
    },
    en: {
      what: 'the {field} of input {number} holds half a surrogate pair at {at}, which is no character',
      fix: 'it was cut inside a character such as an emoji: cut texts between characters',
    },
  },
  E_PREDICTOR_PAIR_EXCESS: {
    zh: { what: '第 {number} 个输入有 pair，而这个模型只读一段文本', fix: '去掉 pair，或换用判断句对的模型' },
    en: {
      what: 'input {number} has a pair, and this model reads one text',
      fix: 'leave out pair, or take a model of pairs',
    },
  },
})

/**
 * What the service refuses of texts is refused here, too; and programs in JavaScript have no compiler that tells them.
 *
 * @throws E_PREDICTOR_INPUTS, E_PREDICTOR_INPUT, E_PREDICTOR_BLANK, E_PREDICTOR_SURROGATE, E_PREDICTOR_PAIR_EXCESS
 */
export function requireInputs(
  inputs: unknown,
  tasks: readonly TaskFacts[],
): asserts inputs is readonly TaskInput[] {
  if (!Array.isArray(inputs)) throw fail('E_PREDICTOR_INPUTS', { found: jsonKind(inputs), example: EXAMPLE })
  const takesPair = tasks.some(({ kind }) => kind === 'pair')
  for (const [at, input] of inputs.entries()) {
    const number = at + 1
    const { text, pair } = (input ?? {}) as { readonly text?: unknown; readonly pair?: unknown }
    if (typeof text !== 'string' || !(pair === undefined || typeof pair === 'string'))
      throw fail('E_PREDICTOR_INPUT', { number, shape: '{ text, pair? }', example: EXAMPLE })
    requireReadable(text, 'text', number)
    if (pair === undefined) continue
    if (!takesPair) throw fail('E_PREDICTOR_PAIR_EXCESS', { number })
    requireReadable(pair, 'pair', number)
  }
}

function requireReadable(text: string, field: string, number: number): void {
  const fault = textFault(text)
  if (fault?.why === 'blank') throw fail('E_PREDICTOR_BLANK', { number, field })
  if (fault) throw fail('E_PREDICTOR_SURROGATE', { number, field, at: fault.at })
}
