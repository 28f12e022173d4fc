import { CommanderError } from 'commander'
import { defineTexts } from '../base/locale.ts'
import { prepareThread } from '../base/spare-threads.ts'
import { VERSION } from '../base/version.ts'
import { compiledUrl } from '../base/worker-client.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { ifFolderGone } from './folder-gone.ts'
import { chooseLanguage } from './language.ts'
import { Output } from './output.ts'
import { type Command, newProgram } from './program.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  about: {
    zh: 'HanTune：微调中文 BERT 类模型，做实体识别和文本分类',
    en: 'HanTune: fine-tunes Chinese BERT-family models for entity recognition and text classification',
  },
  interrupted: { zh: '已中断', en: 'interrupted' },
  finishing: {
    zh: '正在完成这一步并保存；再按一次 Ctrl-C 立即停止',
    en: 'finishing the step and saving; Ctrl-C again stops at once',
  },
})

/** In the order of the help. Each is loaded when it is needed: reading the code of all takes longer than many a command. */
const COMMANDS: Readonly<Record<string, () => Promise<(context: Context) => Command>>> = {
  train: async () => (await import('./commands/train.ts')).trainCommand,
  predict: async () => (await import('./commands/predict.ts')).predictCommand,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  data: async () => (await import('./commands/data.ts')).dataCommand,
  pretrain: async () => (await import('./commands/pretrain.ts')).pretrainCommand,
  models: async () => (await import('./commands/models.ts')).modelsCommand,
  download: async () => (await import('./commands/download.ts')).downloadCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
}

/** What commands read in a thread of their own, which starts before their code is read here. */
const THREADS: Readonly<Record<string, string>> = { serve: 'serve/worker.js' }

/** What a command works with. */
export interface Context {
  readonly output: Output
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /**
   * Says that the command ends in order when it is asked to.
   *
   * @param note what is said then
   * @param code what the process ends with then
   * @returns what the first Ctrl-C aborts then; the second aborts `signal`
   */
  endsInOrder(note?: string, code?: number): AbortSignal
  /** Says that there is nothing more to end in order: the next Ctrl-C aborts `signal`. */
  endsAtOnce(): void
}

/**
 * Runs a command line.
 *
 * @param args without the program's name
 * @returns the exit code
 */
export async function run(args: readonly string[]): Promise<number> {
  // Known before the parser has run, because its own errors are events too.
  const output = new Output(args.includes('--json'))
  const interruption = new Interruption((note) => output.note(note ?? say('finishing', {})))
  try {
    chooseLanguage(args)
    checkLength(args)
    const { signal } = interruption
    const context: Context = {
      output,
      signal,
      endsInOrder: interruption.endsInOrder,
      endsAtOnce: () => interruption.endsAtOnce(),
    }
    prepareThreadOf(args)
    const makers = await Promise.all(neededFor(args).map((name) => COMMANDS[name]!()))
    const commands = makers.map((make) => make(context))
    const program = newProgram(say('about', {}), VERSION, commands)
    if (args.length === 0) {
      output.note(program.helpInformation().trimEnd())
      return EXIT.badInput
    }
    // Ctrl-C came while the command's code was read: commands hear what comes later only.
    signal.throwIfAborted()
    await program.parseAsync(args, { from: 'user' })
    if (interruption.isAsked) return interruption.orderlyCode
    return output.failed ? EXIT.failure : EXIT.ok
  } catch (error) {
    if (interruption.signal.aborted) {
      output.note(say('interrupted', {}))
      return interruption.name === undefined ? EXIT.interrupted : ENDED_BY[interruption.name]
    }
    // Help and version were asked for, and written.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput
    const told = ifFolderGone(error)
    output.error(told)
    return exitCodeOf(told)
  } finally {
    interruption.stop()
  }
}

function prepareThreadOf(args: readonly string[]): void {
  const [first = ''] = args
  const isHelp = args.includes('--help') || args.includes('-h')
  if (Object.hasOwn(THREADS, first) && !isHelp) prepareThread(compiledUrl(import.meta.url, THREADS[first]!))
}

/** The one command that a line begins with; none for the version; all, where it begins with something else. */
function neededFor(args: readonly string[]): string[] {
  const [first = ''] = args
  if (first === '--version' || first === '-V') return []
  return Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS)
}

/**
 * ONNX Runtime crashes in a worker thread of a process whose command line is longer than about 15,000 bytes (seen
 * with onnxruntime-node 1.30.0).
 */
const LONGEST_COMMAND_LINE = 8192

/** @throws E_CLI_TOO_LONG */
function checkLength(args: readonly string[]): void {
  const bytes = Buffer.byteLength(args.join(' '))
  if (bytes > LONGEST_COMMAND_LINE) throw failUsage('E_CLI_TOO_LONG', { bytes, limit: LONGEST_COMMAND_LINE })
}

/** SIGHUP: the terminal was closed. Node dies of it, also under nohup, unless somebody listens. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof SIGNALS)[number]

const ENDED_BY: Readonly<Record<Signal, number>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
}

/**
 * Ctrl-C, SIGTERM and SIGHUP: the first asks a command that can end in order to do so, the next ends its work, the last
 * ends the process.
 */
class Interruption {
  readonly #work = new AbortController()
  readonly #order = new AbortController()
  readonly #onAsked: (note: string | undefined) => void
  #isOrderly = false
  #note: string | undefined
  /** What a command that ended in order ends the process with. */
  orderlyCode: number = EXIT.interrupted
  /** The last signal that came. */
  name: Signal | undefined

  constructor(onAsked: (note: string | undefined) => void) {
    this.#onAsked = onAsked
    for (const name of SIGNALS) process.on(name, this.#take)
  }

  /** Aborted when the work is to end at once. */
  get signal(): AbortSignal {
    return this.#work.signal
  }

  /** Whether a command was asked to end in order. */
  get isAsked(): boolean {
    return this.#order.signal.aborted
  }

  readonly endsInOrder = (note?: string, code: number = EXIT.interrupted): AbortSignal => {
    this.#isOrderly = true
    this.#note = note
    this.orderlyCode = code
    return this.#order.signal
  }

  endsAtOnce(): void {
    this.#isOrderly = false
  }

  stop(): void {
    for (const name of SIGNALS) process.off(name, this.#take)
  }

  readonly #take = (name: NodeJS.Signals): void => {
    this.name = name as Signal
    if (this.#isOrderly && !this.isAsked) {
      this.#onAsked(this.#note)
      this.#order.abort()
    } else if (!this.#work.signal.aborted) this.#work.abort()
    else {
      this.stop()
      process.kill(process.pid, name)
    }
  }
}
