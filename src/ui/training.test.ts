import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { done, evaluation, finding, step, writeRun } from './_testing.case.ts'
import { StartForm } from './form.ts'
import { failureOf, LiveRun } from './live.ts'
import { RunDesk } from './run-desk.ts'
import { ChildTraining } from './training.ts'

const folder = temporaryFolder()
const started: ChildTraining[] = []
afterEach(() => Promise.all(started.splice(0).map((one) => one.close())))

/** A training that is a piece of JavaScript. */
const trainingOf = (script: string) => {
  const training = new ChildTraining({ path: process.execPath, args: ['-e', script, '--'] }, () => '')
  started.push(training)
  return training
}
const latest = (training: ChildTraining) => training.runs.at(-1)!
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
const tell = (event: object) => `console.log(${JSON.stringify(JSON.stringify(event))});`
const progress = (at: number) => ({
  ...step(at),
  event: 'progress',
  steps: 40,
  tokensPerSecond: 5,
  secondsLeft: 9,
})
const NO_SETTINGS = { groups: [], fields: [], read: () => ({ words: [], errors: new Map() }) }
const plan = { event: 'plan', steps: 40, stepsDone: 0, seconds: 20, model: { parameters: 7 } }

describe('a training in a process of its own', () => {
  test('gets its arguments without a shell, and is heard', async () => {
    const training = trainingOf(
      `${tell(plan)}${tell(progress(1))}console.error(process.argv.slice(1).join('|'));process.exit(1)`,
    )
    training.start(['train', '$(touch x)', "a 'b' ;"], join(folder, 'x'))
    await until(() => !training.isRunning)
    expect(latest(training).after([])).toMatchObject([{ event: 'step', step: 1 }])
    expect(latest(training).failure).toMatchObject({
      texts: { en: { what: expect.stringContaining("train|$(touch x)|a 'b' ;|--json") } },
    })
  })

  test('tells its own error in full, in both languages', async () => {
    const error = {
      event: 'error',
      code: 'E_DATA_EMPTY',
      what: '空的',
      fix: '换',
      place: { line: 3 },
      texts: { zh: { what: '空的 {what}', fix: '换' }, en: { what: 'empty {fix}', fix: 'change' } },
    }
    const training = trainingOf(`${tell(error)}process.exit(2)`)
    training.start([], join(folder, 'x'))
    await until(() => !training.isRunning)
    expect(latest(training).failure).toMatchObject({
      code: 'E_DATA_EMPTY',
      texts: {
        zh: { what: '空的 {what}', where: '第 3 行', fix: '换' },
        en: { what: 'empty {fix}', where: 'line 3', fix: 'change' },
      },
    })
  })

  test('is alone, and ends in order when it is stopped', async () => {
    const training = trainingOf(
      `process.on('SIGINT',()=>{${tell(progress(2))}process.exit(130)});setInterval(()=>{},99);${tell(plan)}`,
    )
    training.start([], join(folder, 'x'))
    expect(() => training.start([], join(folder, 'y'))).toThrowError(
      expect.objectContaining({ code: 'E_UI_BUSY' }),
    )
    await until(() => latest(training).facts?.steps === 40)
    training.stop()
    await until(() => !training.isRunning)
    expect(latest(training)).toMatchObject({ isOver: true, failure: undefined })
    expect(latest(training).after([])).toMatchObject([{ step: 2 }])
    expect(() => training.stop()).toThrowError(expect.objectContaining({ code: 'E_UI_IDLE' }))
  })

  test.each([
    ['stopped before', (training: ChildTraining) => training.stop()],
    ['closed before', (training: ChildTraining) => void training.close()],
    ['not asked before', () => {}],
  ])('is asked once by the page that ends, %s', async (_, ask) => {
    // As `hantune` does: asked once it saves and ends, asked again it ends at once.
    const training = trainingOf(
      `let asked=0;process.on('SIGINT',()=>{if(++asked>1)process.exit(130);${tell(progress(2))}
        setTimeout(()=>{${tell(progress(3))}process.exit(130)},200)});setInterval(()=>{},99);${tell(plan)}`,
    )
    training.start([], join(folder, 'x'))
    const steps = () =>
      latest(training)
        .after([])
        .map((row) => 'step' in row && row.step)
    await until(() => latest(training).facts?.steps === 40)
    ask(training)
    // A signal that comes while one waits is lost.
    if (ask.length > 0) await until(() => steps().length > 0)
    await training.close()
    expect(training.isRunning).toBe(false)
    expect(steps()).toEqual([2, 3])
  })
})

describe('a run that goes on', () => {
  const live = new LiveRun(join(folder, 'runs', 'a'), () => '')
  for (const event of [
    plan,
    progress(10),
    evaluation(10, 0.5),
    { event: 'coach', step: 10, findings: [finding] },
    progress(11),
  ])
    live.hear(event)

  test('adds to its files what they do not tell yet', () => {
    writeRun(join(folder, 'runs', 'a'), { rows: [step(5), step(10), evaluation(10, 0.5)], hasModel: false })
    const desk = new RunDesk({ folder: join(folder, 'runs'), optionsOf: () => '', lives: () => [live] })
    const { rows, live: facts } = desk.look('a')
    expect(rows.map((row) => [row.event, 'step' in row ? row.step : null])).toEqual([
      ...[
        ['step', 5],
        ['step', 10],
        ['evaluation', 10],
      ],
      ...[
        ['step', 11],
        ['coach', 10],
      ],
    ])
    expect(facts).toMatchObject({ step: 11, steps: 40, secondsLeft: 9, parameters: 7, canStop: false })
    expect(desk.list().active).toBe('a')
  })

  test('is there before its folder is', () => {
    const coming = new LiveRun(join(folder, 'runs', 'new'), () => '')
    const desk = new RunDesk({ folder: join(folder, 'runs'), optionsOf: () => '', lives: () => [coming] })
    expect(desk.look('new').run).toMatchObject({ name: 'new', state: 'running' })
    expect(() => desk.look('other')).toThrowError(expect.objectContaining({ code: 'E_UI_RUN' }))
  })

  test('that came to nothing stays among the runs, with how it was started, until it is started anew', () => {
    const runs = join(folder, 'none-yet')
    const started = { command: 'hantune train x', values: { train: 'x' } }
    const [failed, stopped] = ['bad', 'stopped'].map(
      (name) => new LiveRun(join(runs, name), () => '', true, started),
    )
    const lives = [failed!, stopped!]
    const desk = new RunDesk({ folder: runs, optionsOf: () => '', lives: () => lives })
    expect(desk.list()).toMatchObject({
      runs: [
        { name: 'stopped', state: 'running' },
        { name: 'bad', state: 'running' },
      ],
      active: 'stopped',
    })
    failed!.ended(failureOf(new Error('no data')))
    stopped!.ended()
    const facts = () => desk.list().runs.map(({ name, state, canResume }) => [name, state, canResume])
    expect(facts()).toEqual([
      ['stopped', 'interrupted', false],
      ['bad', 'failed', false],
    ])
    expect(desk.list().active).toBeNull()
    expect(desk.look('bad')).toMatchObject({ failure: { code: 'E_INTERNAL' }, started, live: null })
    lives.push(new LiveRun(join(runs, 'bad'), () => ''))
    expect(facts()).toEqual([
      ['bad', 'running', false],
      ['stopped', 'interrupted', false],
    ])
    // One that had a folder, which is gone, is gone.
    lives[2]!.hear(plan)
    expect(desk.look('bad').run.state).toBe('running')
    lives[2]!.ended()
    expect(facts()).toEqual([['stopped', 'interrupted', false]])
    expect(() => desk.look('bad')).toThrowError(expect.objectContaining({ code: 'E_UI_RUN' }))
  })

  test('goes on where a state was saved, and only there', () => {
    const runs = join(folder, 'states')
    for (const name of ['unsaved', 'saved', 'finished'])
      writeRun(join(runs, name), { rows: [step(1), ...(name === 'finished' ? [done(3)] : [])] })
    const desk = new RunDesk({ folder: runs, optionsOf: () => '', lives: () => [] })
    const resumable = () => desk.list().runs.flatMap(({ name, canResume }) => (canResume ? name : []))
    expect(resumable()).toEqual([])
    for (const name of ['saved', 'finished']) {
      mkdirSync(join(runs, name, 'last'))
      writeFileSync(join(runs, name, 'last', 'training.json'), '{}')
    }
    expect(resumable()).toEqual(['saved'])
  })

  test('cannot be stopped once it has ended, unless something follows it', () => {
    const own = new LiveRun(join(folder, 'runs', 'followed'), () => '', true)
    const facts = () => [own.facts!.isDone, own.facts!.isFollowed, own.facts!.canStop]
    for (const event of [plan, progress(40)]) own.hear(event)
    expect(facts()).toEqual([false, false, true])
    for (const event of [done(3), { event: 'decision', attempt: 1, kept: 1 }]) own.hear(event)
    expect(facts()).toEqual([true, false, false])
    own.hear({ ...plan, event: 'data' })
    expect(facts()).toEqual([true, true, true])
    for (const event of [{ event: 'decision', attempt: 1, change: { epochs: 3 } }]) own.hear(event)
    expect(facts()).toEqual([false, false, true])
  })

  test('is busy until what follows it has ended, and hears nothing of that', () => {
    const out = join(folder, 'runs', 'joint')
    const own = new LiveRun(out, () => '')
    const desk = new RunDesk({ folder: join(folder, 'runs'), optionsOf: () => '', lives: () => [own] })
    const training = new StartForm(NO_SETTINGS, folder, { start() {}, stop() {} }, () => !own.isOver)
    const data = join(folder, 'x.bio')
    writeFileSync(data, 'x O\n')
    for (const event of [plan, progress(40), done(3), { ...plan, steps: 9 }, progress(2)]) own.hear(event)
    expect(own.after([]).flatMap((row) => (row.event === 'step' ? row.step : []))).toEqual([40])
    expect(own.facts).toMatchObject({ step: 40, steps: 40, isDone: true, secondsLeft: null })
    expect([own.isOver, desk.list().active]).toEqual([false, 'joint'])
    expect(() => training.start({ train: data })).toThrowError(expect.objectContaining({ code: 'E_UI_BUSY' }))
    own.ended()
    expect([own.isOver, own.facts, desk.list().active]).toEqual([true, null, null])
    expect(training.start({ train: data }).run).not.toBe('')
  })

  test('elsewhere is no run of this folder', () => {
    expect(live.nameIn(join(folder, 'runs'))).toBe('a')
    expect(live.nameIn(join(folder, 'other'))).toBeUndefined()
  })
})
