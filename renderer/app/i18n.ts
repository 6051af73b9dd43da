import i18next, { type Resource } from 'i18next'
import { initReactI18next } from 'react-i18next'

const FILES = import.meta.glob<Record<string, unknown>>('../../resources/locales/*/*.json', {
  eager: true,
  import: 'default',
})

/** `locales/en/chat.json` is the namespace `chat` of `en`: `t('chat:composer.placeholder')`. Adding one is adding a file. */
function catalogs(): Resource {
  const resources: Resource = {}
  for (const [path, words] of Object.entries(FILES)) {
    const [language, file] = path.split('/').slice(-2)
    if (!language || !file) continue
    resources[language] = { ...resources[language], [file.replace(/\.json$/, '')]: words }
  }
  return resources
}

const resources = catalogs()

/** Reads the catalogs; words are there at once, before the first render. */
export function startI18n(language = 'en'): typeof i18next {
  void i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: 'en',
    ns: Object.keys(resources.en ?? {}),
    defaultNS: 'ui',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  return i18next
}
