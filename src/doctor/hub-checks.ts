import { HanTuneError } from '../base/errors.ts'
import { defineTexts, type Environment } from '../base/locale.ts'
import {
  basicFor,
  cachedIds,
  endpointOf,
  hubCache,
  isOffline,
  modelscopeCache,
  tokenFor,
} from '../hub/index.ts'
import { bad, type Check, good, guarded, reasonOf, told } from './finding.ts'

const say = defineTexts({
  cache: {
    zh: '模型缓存 {folder}：{count} 个模型{models}',
    en: 'the model cache {folder} holds {count} models{models}',
  },
  cacheBad: { zh: '模型缓存 {folder} 不可写', en: 'the model cache {folder} cannot be written' },
  cacheFix: {
    zh: '改目录权限，或用 HF_HUB_CACHE 换一个目录',
    en: 'change its permissions, or move it with HF_HUB_CACHE',
  },
  hub: { zh: '能连上 {url}', en: '{url} can be reached' },
  hubOffline: {
    zh: '离线模式（HF_HUB_OFFLINE）：不下载模型',
    en: 'offline (HF_HUB_OFFLINE): no model is downloaded',
  },
  hubBad: { zh: '连不上 {url}：{reason}', en: '{url} cannot be reached: {reason}' },
  hubFix: {
    zh: '设置镜像 export HF_ENDPOINT=https://hf-mirror.com，或用 --model modelscope:组织/名称，或设置 HTTPS_PROXY，或先在别处下载再用 --model 目录',
    en: 'set a mirror with HF_ENDPOINT (https://hf-mirror.com in China), take --model modelscope:ORG/NAME, set HTTPS_PROXY, or fetch models elsewhere and name their folder',
  },
  proxy: { zh: '代理：{names}', en: 'proxies: {names}' },
  token: {
    zh: '有 Hugging Face 令牌，只发给 huggingface.co',
    en: 'there is a token; it goes to huggingface.co only',
  },
  tokenNone: {
    zh: '没有 Hugging Face 令牌（公开模型不需要）',
    en: 'there is no Hugging Face token (public models need none)',
  },
  cacheFile: {
    zh: '模型缓存 {folder} 是文件，不是目录',
    en: 'the model cache {folder} is a file, no folder',
  },
  cacheFileFix: {
    zh: '让 HF_HUB_CACHE（或 HF_HOME）指向一个目录，或移走这个文件',
    en: 'name a folder with HF_HUB_CACHE (or HF_HOME), or move the file away',
  },
  hubMissing: {
    zh: '{url} 有回答，但不给 hfl/rbt3：HTTP {status}',
    en: '{url} answers, and does not give hfl/rbt3: HTTP {status}',
  },
  proxyBad: { zh: '代理变量不是网址：{names}', en: 'these variables of proxies are no addresses: {names}' },
  proxyFix: {
    zh: '写成 http://主机:端口，例如 export HTTPS_PROXY=http://127.0.0.1:7890；不用代理就取消这些变量',
    en: 'write them as http://HOST:PORT, for instance HTTPS_PROXY=http://127.0.0.1:7890, or unset them',
  },
})

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY']

/** As programs read variables of proxies: the small letters first. */
const settingOf = (env: Environment, name: string): string | undefined => env[name.toLowerCase()] ?? env[name]

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** What a download needs: a cache, a hub, the way to it. */
export const HUB_CHECKS: readonly Check[] = [
  guarded('cache', (world) => {
    const folder = hubCache(world.env)
    if (world.kindOf(folder) === 'file')
      return bad('cache', 'warning', say('cacheFile', { folder }), say('cacheFileFix', {}))
    if (!world.isWritable(folder))
      return bad('cache', 'warning', say('cacheBad', { folder }), say('cacheFix', {}))
    const models = [
      ...cachedIds(folder),
      ...cachedIds(modelscopeCache(world.env)).map((id) => `modelscope:${id}`),
    ]
    const list = models.length > 0 ? ` (${models.slice(0, 8).join(', ')})` : ''
    return good('cache', say('cache', { folder, count: models.length, models: list }))
  }),

  guarded('hub', async (world) => {
    if (isOffline(world.env)) return good('hub', say('hubOffline', {}))
    const url = endpointOf('huggingface', world.env)
    try {
      const status = await world.probe(url, basicFor('huggingface', world.env))
      if (status < 400) return good('hub', say('hub', { url }))
      return bad('hub', 'warning', say('hubMissing', { url, status }), say('hubFix', {}))
    } catch (error) {
      if (error instanceof HanTuneError && error.code !== 'E_HUB_UNREACHABLE')
        return told('hub', 'warning', error)
      const reason = error instanceof HanTuneError ? String(error.values.reason) : reasonOf(error)
      return bad('hub', 'warning', say('hubBad', { url, reason }), say('hubFix', {}))
    }
  }),

  guarded('proxy', ({ env }) => {
    // Their addresses may hold passwords.
    const set = [...PROXIES, 'NO_PROXY'].filter((name) => settingOf(env, name))
    const faulty = PROXIES.filter((name) => settingOf(env, name) && !isWebAddress(settingOf(env, name)!))
    if (faulty.length > 0)
      return bad('proxy', 'failure', say('proxyBad', { names: faulty.join(', ') }), say('proxyFix', {}))
    return good('proxy', say('proxy', { names: set.join(', ') || '–' }))
  }),

  guarded('token', ({ env }) =>
    good('token', say(tokenFor('https://huggingface.co', env) ? 'token' : 'tokenNone', {})),
  ),
]
