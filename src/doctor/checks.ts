import { defineTexts } from '../base/locale.ts'
import { cachedIds, endpointOf, hubCache, isOffline, modelscopeCache, tokenFor } from '../hub/index.ts'
import type { World } from './world.ts'

const say = defineTexts({
  node: { zh: 'Node.js {version}', en: 'Node.js {version}' },
  nodeFix: { zh: '安装 Node.js 20 或更新的版本', en: 'install Node.js 20 or newer' },
  runtime: { zh: 'ONNX Runtime {version}，能算：{devices}', en: 'ONNX Runtime {version} runs on: {devices}' },
  runtimeBad: { zh: 'ONNX Runtime 用不了：{reason}', en: 'ONNX Runtime does not work: {reason}' },
  runtimeFix: {
    zh: '删除 node_modules 后重新执行 npm ci；支持的系统：Linux、macOS、Windows（x64、arm64），Linux 需要 glibc 2.28 以上（Alpine 不行）',
    en: 'delete node_modules and run npm ci again; it supports Linux, macOS and Windows on x64 and arm64, Linux with glibc 2.28 or newer (not Alpine)',
  },
  webgpu: {
    zh: 'WebGPU：没有尝试（默认用 CPU）',
    en: 'WebGPU was not tried (the CPU is the default)',
  },
  webgpuFix: {
    zh: '要检查显卡就设置 HANTUNE_WEBGPU=1 再执行一次；有问题的驱动可能使程序退出',
    en: 'to check it run this again with HANTUNE_WEBGPU=1; a faulty driver may end the program',
  },
  cores: { zh: '{cores} 个处理器核可用', en: '{cores} processor cores can be used' },
  memory: {
    zh: '内存 {limit} GB（空闲 {free} GB）',
    en: '{limit} GB of memory ({free} GB free)',
  },
  memoryTight: {
    zh: '内存 {limit} GB，微调 BERT-base 大约要 3 GB',
    en: '{limit} GB of memory, and fine-tuning BERT-base takes about 3 GB',
  },
  memoryFix: {
    zh: '选小模型（hfl/rbt3 或内置模型），或加 --recompute、--train-layers 2、--memory-limit；容器请调高内存上限',
    en: 'take a small model (hfl/rbt3, or the embedded one), or add --recompute, --train-layers 2, --memory-limit; raise a container’s limit',
  },
  disk: { zh: '磁盘：{folder} 剩余 {free} GB', en: 'disk: {free} GB left at {folder}' },
  diskFix: {
    zh: '清理磁盘；缓存可用 HF_HOME 换到别处，输出用 --out',
    en: 'free some space; the cache moves with HF_HOME, results with --out',
  },
  cache: {
    zh: '模型缓存 {folder}：{count} 个模型{models}',
    en: 'the model cache {folder} holds {count} models{models}',
  },
  cacheBad: { zh: '模型缓存 {folder} 不可写', en: 'the model cache {folder} cannot be written' },
  cacheFix: {
    zh: '改目录权限，或用 HF_HOME 换一个目录',
    en: 'change its permissions, or move it with HF_HOME',
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
  embedded: { zh: '内置模型完好', en: 'the embedded model is sound' },
  embeddedBad: { zh: '内置模型不可用：{reason}', en: 'the embedded model cannot be used: {reason}' },
  embeddedFix: { zh: '重新安装 hantune', en: 'install hantune again' },
  terminal: { zh: '终端使用 UTF-8', en: 'the terminal speaks UTF-8' },
  terminalBad: {
    zh: '终端的字符集看来不是 UTF-8（{locale}），中文可能显示为乱码',
    en: 'the terminal’s character set does not seem to be UTF-8 ({locale}): Chinese may come out garbled',
  },
  terminalFix: {
    zh: 'export LANG=zh_CN.UTF-8 或 C.UTF-8；Windows 上执行 chcp 65001',
    en: 'export LANG=C.UTF-8; on Windows run chcp 65001',
  },
})

export type State = 'ok' | 'warning' | 'failure'

/** What one look at the machine gave. */
export interface Finding {
  readonly check: string
  readonly state: State
  readonly what: string
  /** What to do about it; absent where there is nothing to do. */
  readonly fix?: string
}

type Check = (world: World) => Finding | Promise<Finding>

const good = (check: string, what: string): Finding => ({ check, state: 'ok', what })
const bad = (check: string, state: State, what: string, fix: string): Finding => ({ check, state, what, fix })
const gb = (bytes: number): string => (bytes / 1e9).toFixed(1)
const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.split('\n')[0]! : String(error)

const OLDEST_NODE = 20
/** Bytes that fine-tuning BERT-base takes (bench/RESULTS.md), with some room. */
const BASE_MEMORY = 3.5e9
const LEAST_MEMORY = 1e9
const ENOUGH_DISK = 3e9
const LEAST_DISK = 0.3e9

const CHECKS: readonly Check[] = [
  ({ nodeVersion: version }) =>
    Number.parseInt(version, 10) >= OLDEST_NODE
      ? good('node', say('node', { version }))
      : bad('node', 'failure', say('node', { version }), say('nodeFix', {})),

  async (world) => {
    try {
      const devices = await world.devices()
      const version = world.runtimeVersion()
      if (devices.length > 0) return good('runtime', say('runtime', { version, devices: devices.join(', ') }))
      return bad('runtime', 'failure', say('runtimeBad', { reason: '–' }), say('runtimeFix', {}))
    } catch (error) {
      return bad('runtime', 'failure', say('runtimeBad', { reason: reasonOf(error) }), say('runtimeFix', {}))
    }
  },

  async (world) => {
    if (world.env.HANTUNE_WEBGPU === '1') {
      const devices = await world.devices().catch((): string[] => [])
      if (devices.includes('webgpu'))
        return good('webgpu', say('runtime', { version: 'WebGPU', devices: 'webgpu' }))
    }
    return { ...good('webgpu', say('webgpu', {})), fix: say('webgpuFix', {}) }
  },

  ({ cores }) => good('cores', say('cores', { cores })),

  ({ memory: { limit, free } }) => {
    if (limit >= BASE_MEMORY) return good('memory', say('memory', { limit: gb(limit), free: gb(free) }))
    const state = limit < LEAST_MEMORY ? 'failure' : 'warning'
    return bad('memory', state, say('memoryTight', { limit: gb(limit) }), say('memoryFix', {}))
  },

  ...(['cache', 'runs', 'temporary'] as const).map(
    (place): Check =>
      (world) => {
        const folder = { cache: hubCache(world.env), runs: process.cwd(), temporary: world.temporary }[place]
        const free = world.freeBytes(folder)
        const values = { folder, free: gb(free) }
        if (free >= ENOUGH_DISK) return good(`disk-${place}`, say('disk', values))
        return bad(
          `disk-${place}`,
          free < LEAST_DISK ? 'failure' : 'warning',
          say('disk', values),
          say('diskFix', {}),
        )
      },
  ),

  (world) => {
    const folder = hubCache(world.env)
    if (!world.isWritable(folder))
      return bad('cache', 'warning', say('cacheBad', { folder }), say('cacheFix', {}))
    const models = [
      ...cachedIds(folder),
      ...cachedIds(modelscopeCache(world.env)).map((id) => `modelscope:${id}`),
    ]
    const list = models.length > 0 ? ` (${models.slice(0, 8).join(', ')})` : ''
    return good('cache', say('cache', { folder, count: models.length, models: list }))
  },

  async (world) => {
    if (isOffline(world.env)) return good('hub', say('hubOffline', {}))
    const url = endpointOf('huggingface', world.env)
    try {
      const status = await world.probe(`${url}/api/models/hfl/rbt3`)
      if (status < 400) return good('hub', say('hub', { url }))
      return bad('hub', 'warning', say('hubBad', { url, reason: `HTTP ${status}` }), say('hubFix', {}))
    } catch (error) {
      return bad('hub', 'warning', say('hubBad', { url, reason: reasonOf(error) }), say('hubFix', {}))
    }
  },

  ({ env }) => {
    // Their addresses may hold passwords.
    const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].filter(
      (name) => env[name] || env[name.toLowerCase()],
    )
    return good('proxy', say('proxy', { names: names.join(', ') || '–' }))
  },

  ({ env }) => good('token', say(tokenFor('https://huggingface.co', env) ? 'token' : 'tokenNone', {})),

  async (world) => {
    try {
      await world.embedded()
      return good('embedded', say('embedded', {}))
    } catch (error) {
      return bad(
        'embedded',
        'failure',
        say('embeddedBad', { reason: reasonOf(error) }),
        say('embeddedFix', {}),
      )
    }
  },

  ({ env, platform }) => {
    const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
    // Windows and macOS do not say it in these variables.
    if (platform !== 'linux' || /utf-?8/i.test(locale)) return good('terminal', say('terminal', {}))
    return bad('terminal', 'warning', say('terminalBad', { locale: locale || '–' }), say('terminalFix', {}))
  },
]

/** Looks at everything, one after another. */
export async function* examine(world: World): AsyncGenerator<Finding> {
  for (const check of CHECKS) yield await check(world)
}
