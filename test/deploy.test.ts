import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { DEFAULT_LIMITS } from '../src/serve/index.ts'
import { hantune } from './support/cli.ts'
import { buildStage, programOf, readDockerfile } from './support/dockerfile.ts'
import { ROOT } from './support/source-files.ts'
import { temporaryFolder } from './support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from './support/tiny.ts'

const deploy = join(ROOT, 'deploy')
const stages = readDockerfile(join(deploy, 'Dockerfile'))
const program = programOf(stages.at(-1)!)

/** Packages as they are here instead of fetched again; what is removed of them stays here. */
function linkPackages(root: string): void {
  mkdirSync(root, { recursive: true })
  const from = join(ROOT, 'node_modules')
  const linked = spawnSync('cp', ['-al', from, root])
  if (linked.status !== 0) spawnSync('cp', ['-r', from, root])
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

describe('the image, step by step without Docker', () => {
  const roots = new Map<string, string>()
  const folder = temporaryFolder()
  beforeAll(async () => {
    for (const stage of stages) {
      const root = join(folder, `stage-${stage.name}`)
      if (stage.name === 'build') linkPackages(root)
      buildStage(stage, ROOT, root, roots)
      roots.set(stage.name, root)
    }
    const { bio, model } = writeTiny(folder)
    const { batchSize, learningRate } = TINY_SETTINGS
    const settings = `--epochs 2 --batch-size ${batchSize} --lr ${learningRate} --threads 1`.split(' ')
    const args = ['train', bio, '--dev', bio, '--model', model, '--out', join(folder, 'run'), ...settings]
    expect(await hantune(args)).toMatchObject({ code: 0 })
  }, 300_000)

  test('holds what it needs, and neither sources, tools nor libraries of other systems', () => {
    const root = roots.get(stages.at(-1)!.name)!
    expect(readdirSync(root).sort()).toEqual(['assets', 'dist', 'node_modules', 'package.json'])
    expect(existsSync(join(root, 'node_modules/typescript'))).toBe(false)
    const bin = join(root, 'node_modules/onnxruntime-node/bin')
    const [api] = readdirSync(bin)
    const systems = readdirSync(join(bin, api!)).flatMap((system) => readdirSync(join(bin, api!, system)))
    expect(systems).toEqual([process.arch])
    expect(existsSync(join(ROOT, 'node_modules/typescript'))).toBe(true)
    expect(program.user).toBe('1000:1000')
  })

  test('serves a model, is found healthy, and ends in order', async () => {
    const root = roots.get(stages.at(-1)!.name)!
    const port = await freePort()
    const command = [...program.entrypoint, ...program.command, '--port', String(port)]
    const [node, ...args] = command.map((word) => (word === '/model' ? join(folder, 'run') : word))
    expect(node).toBe('node')
    const server = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
    let log = ''
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
    const ended = new Promise((resolve) => server.on('exit', resolve))
    try {
      const base = `http://127.0.0.1:${port}`
      const ready = () =>
        fetch(`${base}/ready`).then(
          ({ ok }) => ok,
          () => false,
        )
      for (let tries = 0; !(await ready()); tries++) {
        if (tries > 600 || server.exitCode !== null) throw new Error(`it does not serve:\n${log}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      const check = program.healthcheck.map((word) => word.replace(':7860/', `:${port}/`))
      expect(spawnSync(process.execPath, check.slice(1)).status).toBe(0)
      const body = JSON.stringify({ text: '我在北京工作' })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${base}/predict`, { method: 'POST', body, headers })
      expect(await answer.json()).toMatchObject({ entities: expect.any(Array) })
    } finally {
      server.kill('SIGTERM')
    }
    expect(await ended).toBe(0)
  })
})

describe('manifests', () => {
  const compose = parse(readFileSync(join(deploy, 'compose.yaml'), 'utf8')) as {
    services: {
      hantune: {
        command: string[]
        build: { context: string; dockerfile: string }
        environment: Record<string, string>
        read_only: boolean
        stop_grace_period: string
        volumes: { source: string; target: string; read_only: boolean; bind: object }[]
      }
    }
  }
  const objects = parseAllDocuments(readFileSync(join(deploy, 'kubernetes.yaml'), 'utf8')).map(
    (document) => document.toJS() as Record<string, never>,
  )

  /** The image's own command, of a model in a folder that is mounted. */
  const serving = (model: string) => program.command.map((word) => (word === '/model' ? model : word))

  test('compose starts the image as it starts by itself, with the folder above the model', () => {
    const { build, command, volumes, environment, read_only } = compose.services.hantune
    expect(command).toEqual(serving('/models/${MODEL:-demo-ner}'))
    expect(existsSync(join(deploy, build.context, build.dockerfile))).toBe(true)
    const source = '${MODELS:-../runs}'
    const bind = { create_host_path: false }
    expect(volumes).toEqual([{ type: 'bind', source, target: '/models', read_only: true, bind }])
    expect([read_only, environment.NODE_DISABLE_COMPILE_CACHE]).toEqual([true, '1'])
  })

  test('the image is made without results, data and models that lie beside the sources', () => {
    const left = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n')
    expect(left).toEqual(expect.arrayContaining(['runs', 'exports', 'data', 'shared', 'node_modules']))
  })

  test('both leave the service its time to end in order', () => {
    const { drain } = DEFAULT_LIMITS
    expect(Number.parseInt(compose.services.hantune.stop_grace_period, 10)).toBeGreaterThanOrEqual(drain + 5)
    // biome-ignore lint/suspicious/noExplicitAny: as below
    const { template } = (objects.find(({ kind }) => kind === 'Deployment') as any).spec
    const [script] = template.spec.containers[0].lifecycle.preStop.exec.command.slice(-1)
    const pause = Number(/(\d+)\)$/.exec(script)![1]) / 1000
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drain + pause + 5)
  })

  test('Kubernetes: what names another object names one that is there', () => {
    const byKind = Object.fromEntries(objects.map((object) => [object.kind, object]))
    expect(Object.keys(byKind)).toEqual([
      'Deployment',
      'Service',
      'HorizontalPodAutoscaler',
      'PodDisruptionBudget',
    ])
    // biome-ignore lint/suspicious/noExplicitAny: a manifest has the shape that the test looks for
    const { Deployment, Service, HorizontalPodAutoscaler, PodDisruptionBudget } = byKind as any
    const { labels } = Deployment.spec.template.metadata
    for (const selector of [
      Deployment.spec.selector.matchLabels,
      Service.spec.selector,
      PodDisruptionBudget.spec.selector.matchLabels,
    ])
      expect(labels).toMatchObject(selector)
    expect(HorizontalPodAutoscaler.spec.scaleTargetRef.name).toBe(Deployment.metadata.name)
    const [container] = Deployment.spec.template.spec.containers
    expect(container.args.slice(0, 4)).toEqual(serving('/models/model'))
    const [port] = container.ports
    expect(port).toMatchObject({ name: 'http', containerPort: 7860 })
    expect(Service.spec.ports[0].targetPort).toBe(port.name)
    for (const [probe, path] of [
      ['startupProbe', '/ready'],
      ['readinessProbe', '/ready'],
      ['livenessProbe', '/health'],
    ])
      expect(container[probe!].httpGet).toEqual({ path, port: port.name })
    expect(container.readinessProbe.timeoutSeconds).toBe(3)
    expect(container.env).toContainEqual({ name: 'NODE_DISABLE_COMPILE_CACHE', value: '1' })
    expect(container.volumeMounts).toContainEqual({ name: 'models', mountPath: '/models', readOnly: true })
    const { automountServiceAccountToken, topologySpreadConstraints } = Deployment.spec.template.spec
    expect(automountServiceAccountToken).toBe(false)
    for (const { labelSelector } of topologySpreadConstraints)
      expect(labels).toMatchObject(labelSelector.matchLabels)
    const volumes = Deployment.spec.template.spec.volumes.map(({ name }: { name: string }) => name)
    expect(container.volumeMounts.map(({ name }: { name: string }) => name)).toEqual(volumes)
  })
})
