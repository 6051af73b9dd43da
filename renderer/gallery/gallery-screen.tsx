import { useAddressSearch, useGo } from '../app/navigation'
import { preferencesNow, setPreferences, usePreferences } from '../app/preferences'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Segmented } from '../ui/segmented'
import { Tabs } from '../ui/tabs'
import { Controls } from './controls'
import { Data } from './data'
import { Feedback } from './feedback'
import { Floating } from './floating'
import { Frames } from './frames'
import { Texts } from './texts'

const PARTS = { controls: Controls, feedback: Feedback, data: Data, texts: Texts, floating: Floating, frames: Frames }

/** Every part in every state, to look at. */
export function GalleryScreen() {
  const go = useGo()
  const { part = 'controls' } = useAddressSearch<{ part: string }>()
  const { theme } = usePreferences()
  return (
    <Screen
      width="bleed"
      header={
        <PageHeader
          title="Gallery"
          actions={
            <Segmented
              label="Theme"
              value={theme}
              onChange={(next) => void setPreferences({ ...preferencesNow(), theme: next })}
              options={[
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
                { value: 'system', label: 'System' },
              ]}
            />
          }
        />
      }
    >
      <Tabs
        label="Parts"
        className="flex-1"
        value={part}
        onChange={(next) => go(`/gallery?part=${next}`, { replace: true })}
        tabs={Object.entries(PARTS).map(([value, Part]) => ({
          value,
          label: value.charAt(0).toUpperCase() + value.slice(1),
          content: (
            <div className="h-full overflow-y-auto px-6 py-6">
              <Part />
            </div>
          ),
        }))}
      />
    </Screen>
  )
}
