import { defineTexts } from '../../base/locale.ts'
import { locateModel } from '../../hub/index.ts'
import { showDownload } from '../download-view.ts'
import { addHubOptions, type HubOptions, hubChoice } from '../hub-options.ts'
import { Argument, type Command, newSubcommand } from '../program.ts'
import type { Context } from '../run.ts'

const say = defineTexts({
  about: {
    zh: '把编码器下载到 Hugging Face 的标准缓存（Python 也能用），或取得最新版本',
    en: 'fetch an encoder to Hugging Face’s standard cache, which Python shares, or its newest version',
  },
  model: {
    zh: '模型名，如 hfl/rbt3；ModelScope 上的写作 modelscope:组织/名称',
    en: 'an id such as hfl/rbt3, or modelscope:ORG/NAME',
  },
  there: { zh: '模型在 {folder}', en: 'the model is in {folder}' },
})

/** `hantune download MODEL` */
export function downloadCommand({ output, signal }: Context): Command {
  const command = newSubcommand('download', say('about', {}), new Argument('<model>', say('model', {})))
  return addHubOptions(command).action(async (model: string, options: HubOptions) => {
    const { folder, commit } = await locateModel(model, {
      ...hubChoice(options),
      refresh: true,
      signal,
      onEvent: (event) => {
        output.event(event)
        showDownload(output, event)
      },
    })
    output.event({ event: 'downloaded', model, folder, commit })
    output.text(say('there', { folder }))
  })
}
