import { evaluateModel } from '../../api/index.ts'
import { defineTexts } from '../../base/locale.ts'
import type { Report } from '../../tasks/index.ts'
import { namedFile } from '../named-files.ts'
import { Argument, type Command, newSubcommand } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { renderReport } from '../train-view.ts'

const say = defineTexts({
  about: { zh: '在标注数据上评测训练好的模型', en: 'score a trained model on labelled data' },
  run: { zh: '训练的输出目录，或保存的模型目录', en: 'a run folder, or the folder of a saved model' },
  data: {
    zh: '标注数据，格式自动识别；模型有几个任务时写作 任务=文件',
    en: 'labelled data, the format is recognised; TASK=FILE if the model has several tasks',
  },
  head: { zh: '{folder} 在 {data} 上的成绩（{records} 条）', en: '{folder} on {data} ({records} records)' },
  note: { zh: '{file}：{text}', en: '{file}: {text}' },
  progress: { zh: '已评测 {done}/{all}', en: '{done} of {all} done' },
})

/** `hantune evaluate RUN DATA` */
export function evaluateCommand({ output, signal }: Context): Command {
  const run = new Argument('<run>', say('run', {}))
  const data = new Argument('<data>', say('data', {}))
  const command = newSubcommand('evaluate', say('about', {}), run, data)
  addSettingOptions(command, ['threads', 'repairTags'])
  return command.action(async (run: string, data: string, options: Readonly<Record<string, unknown>>) => {
    const { threads, repairTags } = settingsOf(options)
    const { task, file } = namedFile(data)
    const { kind, name, folder, records, report } = await evaluateModel(run, file, {
      task,
      threads: threads as number | undefined,
      repairTags: repairTags as boolean | undefined,
      signal,
      onEvent(event) {
        if (event.event === 'pass') output.progress.update(say('progress', { ...event }))
        else for (const { text } of event.notes) output.note(say('note', { file: event.file, text }))
      },
    })
    if (output.json)
      output.line({
        event: 'evaluation',
        task: kind,
        name,
        model: folder,
        data: file,
        records,
        ...withMicro(report),
      })
    else output.text(`${say('head', { folder, data: file, records })}\n\n${renderReport(report)}`)
  })
}

/** Entity scores carry the micro average at their top; scripts may also ask for it by its name. */
function withMicro(report: Report): Report & { readonly micro?: object } {
  if ('accuracy' in report || 'micro' in report) return report
  const { precision, recall, f1 } = report
  return { ...report, micro: { precision, recall, f1 } }
}
