import { defineErrors, HanTuneError, type Place } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { readTable, shownValue, type Table } from '../config/index.ts'
import { architectureOf } from './architecture.ts'
import type { PretrainJob } from './job.ts'
import { PRETRAIN_NAMES, parsePretrainSettings } from './settings.ts'

const fail = defineErrors({
  E_PRETRAIN_KEY: {
    zh: { what: '预训练的配置里没有名为 {name} 的项{near}', fix: '可用的项：{known}' },
    en: {
      what: 'a configuration of pre-training has no entry named {name}{near}',
      fix: 'the entries are: {known}',
    },
  },
  E_PRETRAIN_VALUE: {
    zh: {
      what: '{name} 不能取 {value}',
      fix: 'texts 是文件的列表，model 是结构的表（hidden_size: 256 …），init、revision、vocab、out 是字符串',
    },
    en: {
      what: '{name} cannot be {value}',
      fix: 'texts is a list of files, model a table (hidden_size: 256 …), init, revision, vocab and out are strings',
    },
  },
})

const STRINGS = ['init', 'revision', 'vocab', 'out'] as const
const OWN = ['texts', 'model', ...STRINGS] as const

/**
 * Reads the configuration of a pre-training: settings beside `texts`, `model`, `init`, `revision`, `vocab` and `out`. Paths are
 * taken as on the command line. A value of null counts as left out.
 *
 * @throws E_CONFIG_READ, E_CONFIG_SIZE, E_CONFIG_SYNTAX, E_CONFIG_ROOT, E_PRETRAIN_KEY, E_PRETRAIN_VALUE,
 * E_PRETRAIN_MODEL_KEY, E_PRETRAIN_MODEL, E_SETTING_VALUE, each with file, line and column
 */
export function readPretrainConfig(file: string): Partial<PretrainJob> {
  const table = readTable(file)
  const given = Object.entries(table.values).filter(([, value]) => value !== null)
  const known = [...OWN, ...PRETRAIN_NAMES]
  const settings: Record<string, unknown> = {}
  const job: Record<string, unknown> = {}
  for (const [name, value] of given) {
    if (!(known as string[]).includes(name)) {
      const values = { name: quote(name), near: nearestHint(name, known), known: known.join(', ') }
      throw fail('E_PRETRAIN_KEY', values, table.placeOf([name]))
    }
    if ((OWN as readonly string[]).includes(name)) job[name] = checked(table, name, value)
    else {
      checkSetting(table, name, value)
      settings[name] = value
    }
  }
  if (job.model !== undefined) checkModel(table, job.model as Readonly<Record<string, unknown>>)
  return { ...job, settings }
}

function checked(table: Table, name: string, value: unknown): unknown {
  const isGood =
    name === 'texts'
      ? Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string' && text)
      : name === 'model'
        ? typeof value === 'object' && !Array.isArray(value)
        : typeof value === 'string' && value !== ''
  if (isGood) return value
  throw fail('E_PRETRAIN_VALUE', { name, value: shownValue(value) }, table.placeOf([name], 'value'))
}

/** An entry that is missing is told where the model begins. */
function checkModel(table: Table, model: Readonly<Record<string, unknown>>): void {
  orAt(
    () => architectureOf(model),
    ({ code, values }) =>
      table.placeOf(['model', String(values.field)], code === 'E_PRETRAIN_MODEL' ? 'value' : 'key'),
  )
}

const checkSetting = (table: Table, name: string, value: unknown): void =>
  orAt(
    () => parsePretrainSettings({ [name]: value }),
    () => table.placeOf([name], 'value'),
  )

/** Checks something of the file; an error is told with its place. */
function orAt(check: () => unknown, placeOf: (error: HanTuneError) => Place): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof HanTuneError)) throw error
    const { code, texts, values } = error
    throw new HanTuneError(code, texts, values, placeOf(error), error)
  }
}
