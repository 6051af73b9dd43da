import { ChevronDown, Cpu, Globe, ListFilter, Plus, Trash2, Type } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Chip } from '../ui/chip'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { InlineEdit } from '../ui/inline-edit'
import { Kbd } from '../ui/kbd'
import { RadioCards } from '../ui/radio-cards'
import { SearchInput } from '../ui/search-input'
import { SecretInput } from '../ui/secret-input'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import { Switch } from '../ui/switch'
import { TextArea } from '../ui/text-area'
import { TextInput } from '../ui/text-input'
import { TokenPicker } from '../ui/token-picker'
import { Sheet, Specimen } from './specimen'

const MODELS = ['Built-in assistant', 'claude-sonnet-5', 'gpt-6-mini', 'gemini-3-flash', 'llama4:8b', 'qwen3:14b'].map(
  (label) => ({ value: label, label, icon: <Cpu aria-hidden="true" /> }),
)

function Buttons() {
  return (
    <>
      <Specimen name="Button · primary, secondary, ghost, danger" wide>
        <Button variant="primary" icon={<Plus aria-hidden="true" />}>
          Add data connection
        </Button>
        <Button>Try action</Button>
        <Button end={<ChevronDown aria-hidden="true" />}>Approve once</Button>
        <Button variant="ghost">Deny</Button>
        <Button variant="danger" icon={<Trash2 aria-hidden="true" />}>
          Delete connector
        </Button>
        <Button busy>Checking key</Button>
        <Button variant="primary" busy>
          Connecting
        </Button>
        <Button disabled>Not now</Button>
        <Button variant="primary" disabled>
          Save skill
        </Button>
      </Specimen>
      <Specimen name="Button · sm, md, lg">
        <Button size="sm">Small</Button>
        <Button size="md">Medium</Button>
        <Button size="lg">Large</Button>
      </Specimen>
      <Specimen name="IconButton · Kbd">
        <IconButton label="Filter" icon={<ListFilter aria-hidden="true" />} />
        <IconButton label="Filter" pressed icon={<ListFilter aria-hidden="true" />} />
        <IconButton label="Delete" size="sm" icon={<Trash2 aria-hidden="true" />} />
        <IconButton label="Reading" busy icon={<Globe aria-hidden="true" />} />
        <Kbd keys="mod+k" />
        <Kbd keys="mod+shift+n" />
        <Kbd keys="?" />
      </Specimen>
    </>
  )
}

function Inputs() {
  const [text, setText] = useState('Stripe live')
  const [search, setSearch] = useState('jira')
  const [area, setArea] = useState('When a ticket arrives, read it, look up the customer, and answer.')
  const [secret, setSecret] = useState('')
  const [fresh, setFresh] = useState('sk_live_fresh')
  return (
    <>
      <Specimen name="Field · TextInput">
        <Field label="Name" required hint="Agents call the connector by this name.">
          <TextInput value={text} onChange={setText} />
        </Field>
      </Specimen>
      <Specimen name="Field · failed">
        <Field label="Base URL" error="This address has no host. Write it like https://api.example.com." required>
          <TextInput mono value="https://" onChange={() => {}} icon={<Globe aria-hidden="true" />} />
        </Field>
      </Specimen>
      <Specimen name="SecretInput · stored">
        <Field label="Secret key" required>
          <SecretInput stored value={secret} onChange={setSecret} />
        </Field>
      </Specimen>
      <Specimen name="SecretInput · typed">
        <Field label="Secret key" required hint="Goes to the keychain of this computer.">
          <SecretInput stored={false} value={fresh} onChange={setFresh} />
        </Field>
      </Specimen>
      <Specimen name="TextArea · grows">
        <TextArea aria-label="Instructions" value={area} onChange={setArea} />
      </Specimen>
      <Specimen name="SearchInput · InlineEdit">
        <SearchInput value={search} onChange={setSearch} placeholder="Search integrations" />
        <InlineEdit label="Name" value={text} onSave={setText} className="font-semibold text-xl" />
      </Specimen>
    </>
  )
}

function Choices() {
  const [model, setModel] = useState<string | null>('Built-in assistant')
  const [type, setType] = useState<string | null>(null)
  const [mode, setMode] = useState<'incremental' | 'full'>('incremental')
  const [span, setSpan] = useState<'day' | 'week' | 'month'>('week')
  const [on, setOn] = useState(true)
  const [off, setOff] = useState(false)
  return (
    <>
      <Specimen name="Select · field, placeholder, chip">
        <Field label="Model" required>
          <Select value={model} onChange={setModel} options={MODELS} />
        </Field>
        <Select
          label="Field type"
          placeholder="Choose a type"
          value={type}
          onChange={setType}
          options={['Text', 'Number', 'Date', 'Select', 'Email', 'URL', 'JSON', 'Reference', 'Boolean'].map(
            (label) => ({
              value: label,
              label,
              icon: <Type aria-hidden="true" />,
            }),
          )}
        />
        <Select look="chip" label="Model" value={model} onChange={setModel} options={MODELS} />
      </Specimen>
      <Specimen name="RadioCards">
        <RadioCards
          label="How records are read"
          value={mode}
          onChange={setMode}
          options={[
            { value: 'incremental', label: 'Incremental', hint: 'Reads what changed since the last run.' },
            { value: 'full', label: 'Full refresh', hint: 'Reads everything, then swaps the table at once.' },
          ]}
        />
      </Specimen>
      <Specimen name="Switch">
        <div className="flex w-full flex-col gap-3">
          <Switch checked={on} onChange={setOn} label="Read records" hint="In every table of this workspace" />
          <Switch checked={off} onChange={setOff} label="Write records · in Deals, Tickets" />
          <Switch checked={false} disabled onChange={() => {}} label="Jira · work account · through skill Triage" />
        </div>
      </Specimen>
      <Specimen name="Checkbox · Segmented · Chip">
        <div className="flex w-full flex-col gap-2">
          <Checkbox checked={on} onChange={setOn} label="customers" hint="12 fields" />
          <Checkbox checked="some" onChange={() => {}} label="invoices" />
          <Checkbox checked={off} onChange={setOff} label="charges" />
        </div>
        <Segmented
          label="Span"
          value={span}
          onChange={setSpan}
          options={[
            { value: 'day', label: 'Day' },
            { value: 'week', label: 'Week' },
            { value: 'month', label: 'Month' },
          ]}
        />
        <Chip icon={<ListFilter aria-hidden="true" />} active onRemove={() => {}} removeLabel="Remove filter">
          Status is open
        </Chip>
        <Chip onClick={() => {}}>Add filter</Chip>
      </Specimen>
    </>
  )
}

function Tokens() {
  const [chosen, setChosen] = useState(['Won', 'Lost'])
  const token = (value: string) => ({ value, label: value })
  return (
    <Specimen name="TokenPicker">
      <TokenPicker
        label="Stages"
        placeholder="Add a stage"
        chosen={chosen.map(token)}
        onChange={setChosen}
        offers={['Lead', 'Qualified', 'Won', 'Lost'].map(token)}
        free
        removeLabel={(label) => `Remove ${label}`}
        nothing="Nothing matches"
      />
    </Specimen>
  )
}

export function Controls() {
  return (
    <Sheet>
      <Buttons />
      <Inputs />
      <Choices />
      <Tokens />
    </Sheet>
  )
}
