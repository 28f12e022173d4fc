import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { defaultRunPath } from '../api/index.ts'
import { HanTuneError } from '../base/errors.ts'
import { isFree } from '../base/files.ts'
import type { Language, Text } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { shellLine } from '../base/shell.ts'
import { parseId } from '../hub/index.ts'
import { TASK_KINDS } from '../tasks/index.ts'
import { modelFolderOf } from '../train/index.ts'
import { errorText } from './error-text.ts'
import { fail } from './errors.ts'
import { MAIN_FIELDS, MAIN_GROUP } from './form-fields.ts'
import type { CommandAnswer, FormAnswer, FormField, FormValues, StartAnswer, Started } from './protocol.ts'
import { noField } from './request-body.ts'

/** What the command line knows of settings, and the page does not. */
export interface SettingsForm {
  readonly groups: readonly { readonly name: string; readonly label: Text }[]
  readonly fields: readonly FormField[]
  /**
   * The words for settings as they were written.
   *
   * @returns errors by the names of fields; those about fields that do not go together under ''
   */
  read(values: FormValues): {
    readonly words: readonly string[]
    readonly errors: ReadonlyMap<string, HanTuneError>
  }
}

/** Starts and stops the training that the form describes: see `ChildTraining`. */
export interface Starter {
  start(args: readonly string[], out: string, started: Started): void
  stop(): void
}

interface Filled {
  readonly words: readonly string[]
  readonly out: string
  readonly run: string
  readonly errors: ReadonlyMap<string, HanTuneError>
}

/** The start form: from what was written to a command line, and to the training that it starts. */
export class StartForm {
  readonly #settings: SettingsForm
  readonly #folder: string
  readonly #training: Starter
  readonly #isBusy: () => boolean

  /**
   * @param folder of all runs, in which every run that is started lies
   * @param isBusy whether this process trains already
   */
  constructor(settings: SettingsForm, folder: string, training: Starter, isBusy: () => boolean) {
    this.#settings = settings
    this.#folder = folder
    this.#training = training
    this.#isBusy = isBusy
  }

  describe(): FormAnswer {
    const { groups, fields } = this.#settings
    return { groups: [MAIN_GROUP, ...groups], fields: [...MAIN_FIELDS, ...fields] }
  }

  /** The command of a form that may have mistakes yet. @throws E_UI_FIELD */
  command(values: FormValues, language: Language): CommandAnswer {
    const { words, run, errors } = this.#fill(values)
    const told = [...errors].map(([field, error]) => [field, errorText(error, language)] as const)
    return { command: commandOf(words), run, errors: Object.fromEntries(told) }
  }

  /** @throws E_UI_FIELD, E_UI_FORM, E_UI_BUSY */
  start(values: FormValues): StartAnswer {
    const { words, out, run, errors } = this.#fill(values)
    if (errors.size > 0) throw fail('E_UI_FORM', {})
    if (this.#isBusy()) throw fail('E_UI_BUSY', { name: run })
    this.#training.start(words, out, { command: commandOf(words), values })
    return { run }
  }

  /** @throws E_UI_IDLE */
  stop(): void {
    this.#training.stop()
  }

  #fill(values: FormValues): Filled {
    const fields = [...MAIN_FIELDS, ...this.#settings.fields]
    const names = fields.map(({ name }) => name)
    const odd = Object.keys(values).find((name) => !names.includes(name))
    if (odd !== undefined) throw noField(odd, names)
    const { words: settings, errors } = this.#settings.read(values)
    const wrong = new Map(errors)
    const own = Object.fromEntries(
      MAIN_FIELDS.map(
        ({ name }) => [name, linesOf(values[name] ?? '').map(PATHS.has(name) ? meant : trim)] as const,
      ),
    ) as Readonly<Record<string, readonly string[]>>
    const check = (name: string, body: () => void) => {
      try {
        body()
      } catch (error) {
        if (!(error instanceof HanTuneError)) throw error
        wrong.set(name, error)
      }
    }
    for (const { name, kind } of fields)
      if (kind !== 'lines' && !wrong.has(name)) check(name, () => requireOneLine(values[name]))
    for (const name of ['train', 'dev', 'test']) check(name, () => requireFiles(own[name]!, name === 'train'))
    check('model', () => requireModel(own.model!))
    check('resumeFrom', () => requireRun(own.resumeFrom!))
    check('task', () => requireTask(own.task![0]))
    if (own.model!.length > 0 && own.resumeFrom!.length > 0)
      check('resumeFrom', () => {
        throw fail('E_UI_ONE_START', {})
      })
    const data = Object.fromEntries(own.train!.map((word) => [word, fileOf(word)]))
    const [given] = own.run!
    const fresh = () => defaultRunPath(own.train!.length > 0 ? data : 'run')
    const out =
      given === undefined
        ? join(this.#folder, fresh().split(/[\\/]/).slice(1).join('-'))
        : join(this.#folder, given)
    check('run', () => requireName(given))
    if (!wrong.has('run')) check('run', () => requireFreeFolder(out))
    const words = [
      'train',
      ...(own.train!.length > 0 ? own.train! : ['DATA']),
      ...FLAGGED.flatMap((name) => own[name]!.flatMap((word) => [flagOf(name), word])),
      '--out',
      out,
      ...settings,
    ]
    return { words, out, run: given ?? out.slice(join(this.#folder, '/').length), errors: wrong }
  }
}

const commandOf = (words: readonly string[]): string => `hantune ${shellLine(words)}`

const FLAGGED = ['dev', 'test', 'task', 'model', 'resumeFrom']
const flagOf = (name: string): string => MAIN_FIELDS.find((field) => field.name === name)!.flag

const PATHS = new Set(['train', 'dev', 'test', 'model', 'resumeFrom'])

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const trim = (word: string): string => word.trim()

/** Blanks around a word are slips, unless they belong to the name of a file. */
const meant = (word: string): string => (existsSync(fileOf(word)) ? word : word.trim())

/** The file of `TASK=FILE`; a file whose own name holds the sign is meant as it is. */
const fileOf = (word: string): string =>
  existsSync(word) ? word : (/^[\p{L}\p{N}_-]+=(.+)$/u.exec(word)?.[1] ?? word)

/** @throws E_UI_NO_FILE, E_UI_NEEDED, E_UI_DASH */
function requireFiles(words: readonly string[], isNeeded: boolean): void {
  if (isNeeded && words.length === 0) throw fail('E_UI_NEEDED', {})
  requireNoOptions(words)
  for (const word of words) {
    const file = fileOf(word)
    if (!existsSync(file)) throw fail('E_UI_NO_FILE', { file: quote(file) })
  }
}

/** @throws E_UI_DASH for what the command line would read as an option */
function requireNoOptions(words: readonly string[]): void {
  const option = words.find((word) => word.startsWith('-'))
  if (option !== undefined) throw fail('E_UI_DASH', { word: quote(option) })
}

/** What is no folder must be the name of a model: whether a hub has it is told once it was asked. @throws E_UI_DASH, E_HUB_ID */
function requireModel(words: readonly string[]): void {
  requireNoOptions(words)
  for (const word of words) if (!isFolder(word)) parseId(word)
}

/** @throws E_UI_DASH, and as `modelFolderOf` */
function requireRun(words: readonly string[]): void {
  requireNoOptions(words)
  for (const word of words) modelFolderOf(word)
}

/** @throws E_UI_ONE_LINE */
function requireOneLine(text = ''): void {
  const count = linesOf(text).length
  if (count > 1) throw fail('E_UI_ONE_LINE', { count })
}

/** @throws E_UI_TASK */
function requireTask(task: string | undefined): void {
  if (task !== undefined && !(TASK_KINDS as readonly string[]).includes(task))
    throw fail('E_UI_TASK', { task: quote(task), known: TASK_KINDS.join(' | ') })
}

/** Of one folder, on any system: without what separates paths, what Windows refuses, and what is not seen. */
const NAME = /^(?![.-])[^\p{C}\p{Zl}\p{Zp}/\\:*?"<>|]+(?<![. ])$/u
/** File systems take 255; files beside a run may add to its name. */
const MOST_NAME_BYTES = 200

/** @throws E_UI_RUN_NAME */
function requireName(name: string | undefined): void {
  if (name !== undefined && !(NAME.test(name) && Buffer.byteLength(name) <= MOST_NAME_BYTES))
    throw fail('E_UI_RUN_NAME', { name: quote(name, 40) })
}

/** @throws E_UI_RUN_EXISTS */
function requireFreeFolder(out: string): void {
  if (!isFree(out)) throw fail('E_UI_RUN_EXISTS', { folder: out })
}
