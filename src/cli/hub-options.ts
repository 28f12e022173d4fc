import { defineTexts } from '../base/locale.ts'
import { type EncoderChoice, fetchEncoder } from '../train/index.ts'
import { showDownload } from './download-view.ts'
import { type Command, Option } from './program.ts'
import type { Context } from './run.ts'

const say = defineTexts({
  revision: {
    zh: '模型仓库的分支、标签或提交号（默认 main）',
    en: 'branch, tag or commit of the model’s repository (default main)',
  },
  offline: {
    zh: '不联网：模型必须已在本机',
    en: 'no network: the model must be on this machine',
  },
})

/** What the options say. */
export interface HubOptions {
  readonly revision?: string
  readonly offline?: boolean
}

/** Adds the options of commands that may fetch a model. */
export function addHubOptions(command: Command): Command {
  return command
    .addOption(new Option('--revision <REVISION>', say('revision', {})))
    .addOption(new Option('--offline', say('offline', {})))
}

/** The two of them, left out where they were not given. */
export const hubChoice = ({ revision, offline }: HubOptions): HubOptions => ({
  ...(revision !== undefined && { revision }),
  ...(offline !== undefined && { offline }),
})

/** Sees to it that an encoder is on this machine, and shows how a download goes. @throws as `fetchEncoder` */
export const fetchShown = ({ output, signal }: Context, choice: EncoderChoice): Promise<void> =>
  fetchEncoder(
    choice,
    (event) => {
      output.event(event)
      showDownload(output, event)
    },
    signal,
  )
