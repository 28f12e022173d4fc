import { defineErrors, HanTuneError, type Place } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { readTable, shownValue, type Table } from './_yaml.ts'
import { ACCEPTED_NAMES, ownNames } from './aliases.ts'
import { parseSettings } from './parse.ts'
import { SETTING_NAMES } from './schema.ts'

const fail = defineErrors({
  E_CONFIG_KEY: {
    zh: { what: '配置里没有名为 {name} 的项{near}', fix: '可用的项：{known}' },
    en: { what: 'a configuration has no entry named {name}{near}', fix: 'the entries are: {known}' },
  },
  E_CONFIG_VALUE: {
    zh: { what: '{name} 不能取 {value}', fix: '{name} 应是字符串，或（train、dev、test）任务名到文件的表' },
    en: {
      what: '{name} cannot be {value}',
      fix: '{name} is a string; train, dev and test may be tables from tasks to files instead',
    },
  },
  E_CONFIG_MEMORY: {
    zh: {
      what: '这次训练的 {part} 数据当时在内存里，配置文件里没有',
      fix: '在命令行上（训练数据用 DATA，其余用 --{part}）给出数据文件',
    },
    en: {
      what: 'the {part} data of that run were in memory; the configuration does not hold them',
      fix: 'give a file on the command line (DATA for train, else --{part})',
    },
  },
})

const PARTS = ['train', 'dev', 'test'] as const
type Part = (typeof PARTS)[number]
/** A file, or files by the names of tasks. */
export type ConfigData = string | Readonly<Record<string, string>>

/** Undefined where the run had no such data, or its version wrote no digest. */
export interface MeasuredDigests {
  readonly train: string | undefined
  readonly dev: string | undefined
  readonly test: string | undefined
}

/** What a configuration file asks for; what it leaves out is undefined. */
export interface ConfigFile {
  readonly file: string
  /** By their own names; values are checked, defaults are not filled in. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly data: { readonly [part in Part]?: ConfigData }
  /** Data that a run had in memory, which no file can give again. */
  readonly inMemory: readonly Part[]
  /** Of a run, by task: the digests of the data it was trained and measured on; older versions wrote none. */
  readonly digests: ReadonlyMap<string, MeasuredDigests>
  readonly task?: string
  readonly model?: string
  readonly revision?: string
  readonly out?: string
  readonly resumeFrom?: string
}

const NAMES = ['task', 'model', 'revision', 'out', 'resumeFrom'] as const
/** What a run's config.yaml holds, see `configOf` in src/train. */
const RUN_KEYS = ['hantune', 'tasks', 'data', 'model', 'resumeFrom', 'settings']
const IN_MEMORY = /^\(\d+ records in memory\)$/

/**
 * Reads a configuration: settings beside `train`, `dev`, `test`, `task`, `model`, `revision`, `out` and `resumeFrom`, or the
 * config.yaml of a run. Paths are taken as on the command line. A value of null counts as left out.
 *
 * @throws E_CONFIG_READ, E_CONFIG_SIZE, E_CONFIG_SYNTAX, E_CONFIG_ROOT, E_CONFIG_KEY, E_CONFIG_VALUE, and the errors
 * of single settings, each with file, line and column
 */
export function readConfigFile(path: string): ConfigFile {
  const table = readTable(path)
  return 'hantune' in table.values || 'settings' in table.values ? ofRun(path, table) : ofUser(path, table)
}

/** @throws E_CONFIG_MEMORY if data that a run had in memory is not among what is given instead */
export function requireData({ file, inMemory }: ConfigFile, given: readonly string[]): void {
  const absent = inMemory.find((part) => !given.includes(part))
  if (absent) throw fail('E_CONFIG_MEMORY', { part: absent }, { file })
}

function ofUser(file: string, table: Table): ConfigFile {
  const own = [...PARTS, ...NAMES]
  const known = [...own, ...SETTING_NAMES]
  const accepted = [...own, ...ACCEPTED_NAMES]
  const given = Object.entries(table.values)
  checkKeys(table, [], known, accepted)
  const texts = given.filter(([name]) => (NAMES as readonly string[]).includes(name))
  return {
    file,
    settings: settingsIn(
      table,
      [],
      Object.fromEntries(given.filter(([name]) => !(own as string[]).includes(name))),
    ),
    ...dataIn(table, [], table.values),
    digests: new Map(),
    ...Object.fromEntries(texts.flatMap(([name, value]) => textIn(table, [name], name, value))),
  }
}

function ofRun(file: string, table: Table): ConfigFile {
  const { data, model, resumeFrom, settings, tasks } = table.values
  checkKeys(table, [], RUN_KEYS)
  const dataTable = mapIn(table, ['data'], data)
  const modelTable = mapIn(table, ['model'], model)
  const settingTable = mapIn(table, ['settings'], settings)
  checkKeys(table, ['data'], PARTS)
  checkKeys(table, ['settings'], SETTING_NAMES)
  // Data that name no tasks are of one task; what it was taken for need not show in the data.
  const [only] = isTable(dataTable.train) ? [] : Object.entries(mapIn(table, ['tasks'], tasks))
  const kind = only && mapIn(table, ['tasks', only[0]], only[1]).kind
  return {
    file,
    settings: settingsIn(table, ['settings'], settingTable),
    ...dataIn(table, ['data'], dataTable),
    digests: new Map(
      Object.keys(mapIn(table, ['tasks'], tasks)).map((name) => [name, digestsIn(table, name)]),
    ),
    ...Object.fromEntries([
      ...textIn(table, ['model', 'name'], 'model', modelTable.name),
      ...textIn(table, ['model', 'revision'], 'revision', modelTable.revision),
      ...textIn(table, ['resumeFrom'], 'resumeFrom', resumeFrom),
      ...textIn(table, ['tasks', only?.[0] ?? '', 'kind'], 'task', kind),
    ]),
  }
}

function checkKeys(table: Table, way: readonly string[], known: readonly string[], accepted = known): void {
  const at = way.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | null)?.[key],
    table.values,
  )
  for (const name of Object.keys((at as object | null | undefined) ?? {})) {
    if (accepted.includes(name)) continue
    throw fail(
      'E_CONFIG_KEY',
      { name: quote(name), near: nearestHint(name, known), known: known.join(', ') },
      table.placeOf([...way, name]),
    )
  }
}

/** Checks each setting by itself; whether they go together is known once the command line has its say. */
function settingsIn(
  table: Table,
  way: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
  const at = <T>(name: string | undefined, check: () => T): T => {
    try {
      return check()
    } catch (error) {
      throw error instanceof HanTuneError ? placed(error, table, way, name) : error
    }
  }
  const own = at(undefined, () => ownNames(given))
  for (const [name, value] of Object.entries(own.values)) {
    at(own.written.get(name), () => parseSettings({ [name]: value }))
  }
  return own.values
}

/** @param name that the setting was given by; left out, the error knows it */
function placed(error: HanTuneError, table: Table, way: readonly string[], name?: string): HanTuneError {
  const { code, texts, values } = error
  const [own, ...rest] = String(values.name ?? values.second ?? '').split('.')
  // The fault may lie in one entry of a table: `rates.PATTERN`.
  const inner = rest.length > 0 ? [rest.join('.')] : []
  const place: Place = table.placeOf([...way, name ?? own!, ...inner], 'value')
  const named = name === undefined || rest.length > 0 ? values : { ...values, name }
  return new HanTuneError(code, texts, named, place, error)
}

function dataIn(
  table: Table,
  way: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Pick<ConfigFile, 'data' | 'inMemory'> {
  const given = PARTS.filter((part) => (values[part] ?? null) !== null)
  const inMemory = given.filter((part) => filesOf(values[part]).some((file) => IN_MEMORY.test(String(file))))
  const data: { [part in Part]?: ConfigData } = {}
  for (const part of given) {
    const files = filesOf(values[part])
    if (files.length === 0 || files.some((file) => typeof file !== 'string' || file === ''))
      throw wrong(table, [...way, part], part, values[part])
    if (!inMemory.includes(part)) data[part] = values[part] as ConfigData
  }
  return { data, inMemory }
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const filesOf = (value: unknown): unknown[] => (isTable(value) ? Object.values(value) : [value])

function textIn(table: Table, way: readonly string[], name: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'string' || value === '') throw wrong(table, way, name, value)
  return [[name, value]]
}

function digestsIn(table: Table, task: string): MeasuredDigests {
  const own = mapIn(table, ['tasks', task], mapIn(table, ['tasks'], table.values.tasks)[task])
  const digests = mapIn(table, ['tasks', task, 'digests'], own.digests)
  const [train, dev, test] = (['train', 'dev', 'test'] as const).map(
    (part) => textIn(table, ['tasks', task, 'digests', part], part, digests[part])[0]?.[1],
  )
  return { train, dev, test }
}

function mapIn(table: Table, way: readonly string[], value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {}
  if (!isTable(value)) throw wrong(table, way, way.at(-1)!, value)
  return value
}

function wrong(table: Table, way: readonly string[], name: string, value: unknown): HanTuneError {
  return fail('E_CONFIG_VALUE', { name, value: shownValue(value) }, table.placeOf(way, 'value'))
}
