import { openPredictor } from '../../api/index.ts'
import { defineTexts } from '../../base/locale.ts'
import type { PlainText } from '../../data/index.ts'
import type { Prediction } from '../../tasks/index.ts'
import type { ModelPrediction } from '../../train/index.ts'
import { gatherTexts } from '../input-texts.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'

const say = defineTexts({
  about: {
    zh: '用训练好的模型预测，每条文本输出一行 JSON',
    en: 'predict with a trained model, a JSON line for each text',
  },
  run: { zh: '训练的输出目录，或保存的模型目录', en: 'a run folder, or the folder of a saved model' },
  text: { zh: '要预测的文本', en: 'texts to predict on' },
  input: {
    zh: '每行一条文本的文件，或带 text（和 id）字段的 JSONL；不给文本也不给 --input 时从管道读入',
    en: 'a file with a text a line, or JSONL with text (and id); without texts and --input they are piped in',
  },
  note: { zh: '{file}：{text}', en: '{file}: {text}' },
  progress: { zh: '已预测 {done}/{all} 条', en: '{done} of {all} texts done' },
})

/** Texts that are predicted together: enough to sort by length, few enough to see the first lines soon. */
const CHUNK = 512

/** `hantune predict RUN [TEXT…]` */
export function predictCommand({ output, signal }: Context): Command {
  const run = new Argument('<run>', say('run', {}))
  const text = new Argument('[text...]', say('text', {}))
  const command = newSubcommand('predict', say('about', {}), run, text).addOption(
    new Option('--input <FILE>', say('input', {})),
  )
  addSettingOptions(command, ['threads'])
  return command.action(
    async (run: string, given: readonly string[], options: { readonly input?: string }) => {
      const { threads } = settingsOf(options as Readonly<Record<string, unknown>>)
      const { texts, notes } = await gatherTexts(given, options.input)
      for (const note of notes) output.note(say('note', note))
      const predictor = await openPredictor(run, { threads: threads as number | undefined, signal })
      try {
        for (let from = 0; from < texts.length && !output.closed; from += CHUNK) {
          const chunk = texts.slice(from, from + CHUNK)
          const predictions = await predictor.predict(chunk.map(({ text }) => text))
          for (const [i, prediction] of predictions.entries()) output.line(lineOf(prediction, chunk[i]!))
          const done = from + chunk.length
          if (done < texts.length) output.progress.update(say('progress', { done, all: texts.length }))
          await output.drained()
        }
      } finally {
        await predictor.close()
      }
      output.progress.clear()
    },
  )
}

/** A prediction as a line: with the id that the input gave, and scores of four digits. */
export function lineOf(prediction: ModelPrediction, { origin }: PlainText): object {
  const id = origin.id === undefined ? {} : { id: origin.id }
  if (!('tasks' in prediction)) return { ...id, ...rounded(prediction) }
  const tasks = Object.entries(prediction.tasks).map(([name, own]) => {
    const { text: _, ...rest } = rounded(own)
    return [name, rest]
  })
  return { ...id, text: prediction.text, tasks: Object.fromEntries(tasks) }
}

function rounded(prediction: Prediction): Prediction {
  if ('label' in prediction) return { ...prediction, score: fourDigits(prediction.score) }
  const entities = prediction.entities.map((entity) => ({ ...entity, score: fourDigits(entity.score) }))
  return { text: prediction.text, entities }
}

const fourDigits = (score: number): number => Math.round(score * 1e4) / 1e4
