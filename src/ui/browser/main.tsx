import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { LanguageContext, useKeys } from './hooks.ts'
import { PAGE } from './page-data.ts'
import { useRoute } from './router.ts'
import { RunView } from './run-view.tsx'
import { RunsView } from './runs-view.tsx'
import { StartView } from './start-view.tsx'
import { storedLanguage, storeLanguage } from './stored-language.ts'
import { sayIn } from './texts.ts'
import { writeText } from './trial.tsx'
import { TryView } from './try-view.tsx'

const TAGS = { zh: 'zh-CN', en: 'en' } as const

function App() {
  const [language, setLanguage] = useState(() => storedLanguage() ?? PAGE.language)
  const route = useRoute()
  const { view, name } = route
  const say = sayIn(language)
  const hasRuns = PAGE.mode === 'runs'
  const shown = view === '' ? (hasRuns ? 'runs' : 'try') : view
  document.documentElement.lang = TAGS[language]
  useEffect(() => storeLanguage(language), [language])
  useKeys(shown === 'try' ? {} : { '/': () => writeText(route) })
  const tabs = [
    ...(hasRuns ? [['runs', say('runs', {})] as const] : []),
    ['try', say('try', {})] as const,
    ...(PAGE.canStart ? [['start', say('start', {})] as const] : []),
  ]
  const keys: readonly (readonly [readonly string[], string])[] = [
    ...(shown === 'runs' ? [[['j', 'k', '↵', 'x'], say('keysRuns', {})] as const] : []),
    [['/'], say('keysTry', {})],
    ...(shown === 'run' ? [[['Esc'], say('keysBack', {})] as const] : []),
  ]
  return (
    <LanguageContext.Provider value={language}>
      <header class="bar">
        <a class="brand" href="#/">
          HanTune
        </a>
        <nav aria-label={say('navigation', {})}>
          {tabs.map(([tab, text]) => (
            <a
              key={tab}
              href={`#/${tab}`}
              aria-current={shown === tab || (shown === 'run' && tab === 'runs') ? 'page' : undefined}
            >
              {text}
            </a>
          ))}
        </nav>
        <button
          type="button"
          class="language"
          lang={TAGS[language === 'zh' ? 'en' : 'zh']}
          onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
        >
          {say('language', {})}
        </button>
      </header>
      <main>
        {shown === 'runs' && hasRuns ? (
          <RunsView key={route.names.join(',')} names={route.names} />
        ) : shown === 'run' && hasRuns ? (
          <RunView key={name} name={name} />
        ) : shown === 'try' ? (
          <TryView name={name} />
        ) : shown === 'start' && PAGE.canStart ? (
          <StartView />
        ) : (
          <p>{say('notFound', {})}</p>
        )}
      </main>
      <footer class="no-print">
        {keys.map(([own, text]) => (
          <span key={text}>
            {own.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}{' '}
            {text}
          </span>
        ))}
        <span class="version">HanTune {PAGE.version}</span>
      </footer>
    </LanguageContext.Provider>
  )
}

render(<App />, document.getElementById('app')!)
