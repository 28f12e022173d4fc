import { defineTexts } from '../base/locale.ts'
import { hubCache } from '../hub/index.ts'
import { bad, type Check, type Finding, good, reasonOf } from './finding.ts'
import { HUB_CHECKS } from './hub-checks.ts'
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
    zh: '清理磁盘；缓存可用 HF_HUB_CACHE 换到别处，输出用 --out',
    en: 'free some space; the cache moves with HF_HUB_CACHE, results with --out',
  },
  temporaryBad: {
    zh: '临时目录 {folder} 不存在或不可写',
    en: 'the temporary folder {folder} is not there, or cannot be written',
  },
  temporaryFix: {
    zh: '建好这个目录并给出写权限，或用 TMPDIR（Windows 上是 TEMP）换一个',
    en: 'make it and let it be written, or name another with TMPDIR (TEMP on Windows)',
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

const gb = (bytes: number): string => (bytes / 1e9).toFixed(1)

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
        const isUsable = world.kindOf(folder) === 'folder' && world.isWritable(folder)
        if (place === 'temporary' && !isUsable)
          return bad('disk-temporary', 'failure', say('temporaryBad', { folder }), say('temporaryFix', {}))
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

  ...HUB_CHECKS,

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
