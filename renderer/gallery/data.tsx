import { MoreHorizontal } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../ui/badge'
import { BarList } from '../ui/bar-list'
import { ColumnPlot } from '../ui/column-plot'
import { DataTable } from '../ui/data-table'
import { IconButton } from '../ui/icon-button'
import { Jack, type JackState } from '../ui/jack'
import { Mark } from '../ui/mark'
import { Menu } from '../ui/menu'
import { Num } from '../ui/num'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { Section } from '../ui/section'
import { Sparkline } from '../ui/sparkline'
import { Time } from '../ui/time'
import { durationWords } from '../ui/time-words'
import { Sheet, Specimen } from './specimen'

type Sync = { id: string; source: string; name: string; state: JackState; words: string; rows: number }

const SYNCS: Sync[] = [
  {
    id: '1',
    source: 'stripe',
    name: 'Stripe live',
    state: 'connected',
    words: 'Healthy · next in 12 min',
    rows: 48210,
  },
  {
    id: '2',
    source: 'postgres',
    name: 'Orders replica',
    state: 'working',
    words: 'Syncing · 12k rows/s',
    rows: 1204332,
  },
  { id: '3', source: 'hubspot', name: 'HubSpot EU', state: 'attention', words: 'Needs a new key', rows: 9120 },
  {
    id: '4',
    source: 'airtable',
    name: 'A data connection with a very long name that has to be cut',
    state: 'disconnected',
    words: 'Paused',
    rows: 0,
  },
]

const RUNS = Array.from({ length: 14 }, (_, index) => ({
  value: [420, 380, 460, 500, 20, 410, 430, 700, 520, 480, 510, 90, 470, 530][index] ?? 0,
  tone: index === 4 || index === 11 ? ('bad' as const) : ('muted' as const),
  title: `Run ${index + 1}`,
}))

type Run = { id: string; at: string; ms: number; added: number; changed: number; ok: boolean }

const HISTORY: Run[] = [
  { id: 'a', at: new Date(Date.now() - 3 * 60_000).toISOString(), ms: 3420, added: 214, changed: 38, ok: true },
  { id: 'b', at: new Date(Date.now() - 18 * 60_000).toISOString(), ms: 640, added: 0, changed: 3, ok: true },
  { id: 'c', at: new Date(Date.now() - 26 * 3_600_000).toISOString(), ms: 75_000, added: 0, changed: 0, ok: false },
  {
    id: 'd',
    at: new Date(Date.now() - 12 * 86_400_000).toISOString(),
    ms: 4_030_000,
    added: 1204332,
    changed: 0,
    ok: true,
  },
]

function List() {
  const [selected, setSelected] = useState('1')
  return (
    <RowList
      label="Data connections"
      items={SYNCS}
      itemKey={(sync) => sync.id}
      selectedKey={selected}
      onSelect={(sync) => setSelected(sync.id)}
      renderItem={(sync) => (
        <Row
          leading={<Mark id={sync.source} name={sync.name} size={20} coloured={sync.state !== 'disconnected'} />}
          title={sync.name}
          subtitle={<Jack state={sync.state} size={10} label={sync.words} />}
          quiet={sync.state === 'disconnected'}
          trailing={
            <>
              <Sparkline points={RUNS} label="Rows of the last 14 runs" />
              <Num value={sync.rows} className="w-16 text-end" />
            </>
          }
        />
      )}
      renderActions={() => (
        <Menu
          align="end"
          trigger={<IconButton size="sm" label="More" icon={<MoreHorizontal aria-hidden="true" />} />}
          items={[{ id: 'sync', label: 'Sync now', onSelect: () => {} }]}
        />
      )}
    />
  )
}

export function Data() {
  return (
    <Sheet>
      <Specimen name="RowList · Row · Sparkline · Num" wide>
        <div className="w-full">
          <List />
        </div>
      </Specimen>
      <Specimen name="DataTable · Time" wide>
        <Section title="History" hint="Every run of this data connection.">
          <DataTable
            label="Sync runs"
            rows={HISTORY}
            rowKey={(run) => run.id}
            selectedKey="b"
            onOpen={() => {}}
            columns={[
              { id: 'at', header: 'Started', cell: (run) => <Time at={run.at} />, width: '160px' },
              {
                id: 'state',
                header: 'Result',
                cell: (run) => <Badge tone={run.ok ? 'good' : 'bad'}>{run.ok ? 'done' : 'failed'}</Badge>,
              },
              { id: 'cursor', header: 'Cursor', mono: true, cell: () => 'created > 1731974400', width: '220px' },
              { id: 'added', header: 'Added', align: 'end', cell: (run) => <Num value={run.added} /> },
              { id: 'changed', header: 'Changed', align: 'end', cell: (run) => <Num value={run.changed} /> },
              { id: 'took', header: 'Took', align: 'end', cell: (run) => durationWords(run.ms) },
            ]}
          />
        </Section>
      </Specimen>
      <Specimen name="Sparkline · line">
        <Sparkline kind="line" points={RUNS.map(({ value }) => ({ value }))} label="Rows" width={160} height={32} />
        <Sparkline points={[]} label="No runs yet" />
      </Specimen>
      <Specimen name="BarList">
        <BarList
          label="Stages"
          heads={['Stage', 'Records']}
          total={1000}
          onChoose={() => {}}
          chooseLabel={(label) => `Show only ${label}`}
          bars={[
            { key: 'lead', label: 'Lead', value: 640 },
            { key: 'won', label: 'Won after a very long talk about the name of this stage', value: 210 },
            { key: 'lost', label: 'Lost', value: 3 },
            { key: 'empty', label: 'Empty', value: 147, quiet: true },
          ]}
        />
      </Specimen>
      <Specimen name="ColumnPlot">
        <div className="w-full">
          <ColumnPlot
            label="Rows by run"
            heads={['Run', 'Rows']}
            ends={['Run 1', 'Run 14']}
            onChoose={() => {}}
            columns={RUNS.map(({ title, value }) => ({ key: title, label: title, value }))}
          />
        </div>
      </Specimen>
      <Specimen name="Num · full, short, bytes">
        <Num value={1204332} unit="rows" />
        <Num value={1204332} look="short" />
        <Num value={48_300_211} look="bytes" />
        <Num value={-12.5} />
      </Specimen>
      <Specimen name="DataTable · empty" wide>
        <DataTable
          label="Streams"
          rows={[]}
          rowKey={String}
          columns={[{ id: 'name', header: 'Stream', cell: () => '' }]}
          empty="No streams were found at this source."
        />
      </Specimen>
    </Sheet>
  )
}
