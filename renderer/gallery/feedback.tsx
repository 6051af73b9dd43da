import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Cable } from '../ui/cable'
import { EffectBadge } from '../ui/effect-badge'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { Jack, type JackState } from '../ui/jack'
import { Mark } from '../ui/mark'
import { ProgressBar } from '../ui/progress-bar'
import { SavedMark } from '../ui/saved-mark'
import { Skeleton } from '../ui/skeleton'
import { toast } from '../ui/toast'
import { Sheet, Specimen } from './specimen'

const STATES: JackState[] = ['disconnected', 'connected', 'working', 'attention']
const MARKS = [
  ...['jira', 'slack', 'gmail', 'confluence', 'postgres', 'stripe', 'hubspot', 'airtable', 'salesforce'],
  ...['google-sheets', 'google-drive', 'google-calendar', 'notion', 'github', 'linear', 'intercom', 'zendesk'],
  ...['asana', 'trello', 'discord', 'outlook', 'openai', 'anthropic', 'google', 'ollama', 'lm-studio'],
  ...['openai-compatible', 'api-key', 'unknown'],
]

function Plugged() {
  return (
    <Specimen name="Cable · skill, integration, account" wide>
      <div className="flex items-center gap-2 text-sm">
        <span className="font-medium">Triage tickets</span>
        <Jack state="connected" />
        <Cable width={72} />
        <Jack state="connected" />
        <Mark id="jira" name="Jira" coloured />
        <span>Jira</span>
        <Cable width={72} />
        <Jack state="connected" label="work account" />
      </div>
      <div className="flex items-center gap-2 text-sm">
        <span className="font-medium">Weekly digest</span>
        <Jack state="connected" />
        <Cable width={72} state="off" />
        <Jack state="disconnected" />
        <Mark id="gmail" name="Gmail" className="text-muted" />
        <span className="text-muted">Gmail</span>
      </div>
    </Specimen>
  )
}

function Notes() {
  const [busy, setBusy] = useState(false)
  return (
    <>
      <Specimen name="ErrorNote · with action and details" wide>
        <ErrorNote
          className="w-full"
          error={{
            title: 'Stripe refused the key',
            advice: 'The key was revoked at the source. Paste a new one.',
            details: 'GET https://api.stripe.com/v1/customers\n401 Unauthorized\nRequest-Id: req_9fX2',
          }}
          action={{ label: 'Replace key', busy, onClick: () => setBusy(!busy) }}
        />
      </Specimen>
      <Specimen name="ErrorNote · AppError, compact">
        <ErrorNote compact error={{ code: 'source-failed', reason: 'timeout', message: 'PostgreSQL did not answer' }} />
      </Specimen>
      <Specimen name="Toast">
        <Button onClick={() => toast({ title: 'Table Deals deleted', action: { label: 'Undo', run: () => {} } })}>
          With Undo
        </Button>
        <Button
          onClick={() => toast({ title: 'Gmail account connected', description: 'anna@example.com', tone: 'good' })}
        >
          Good
        </Button>
        <Button onClick={() => toast({ title: 'Stripe live needs a new key', tone: 'bad' })}>Bad</Button>
      </Specimen>
    </>
  )
}

export function Feedback() {
  return (
    <Sheet>
      <Specimen name="Jack · 10 to 20 px">
        {([10, 12, 14, 16, 20] as const).flatMap((size) =>
          STATES.map((state) => <Jack key={`${size}${state}`} state={state} size={size} />),
        )}
      </Specimen>
      <Specimen name="Jack · with words">
        <Jack state="connected" label="Healthy · 3 min ago" />
        <Jack state="working" label="Syncing · 12k rows/s" />
        <Jack state="attention" label="Needs re-auth" />
        <Jack state="disconnected" label="Paused" />
      </Specimen>
      <Plugged />
      <Specimen name="Badge · EffectBadge">
        <EffectBadge effect="read" />
        <EffectBadge effect="write" />
        <EffectBadge effect="destructive" />
        <Badge>draft</Badge>
        <Badge tone="accent">new</Badge>
        <Badge tone="good">200 OK</Badge>
        <Badge tone="warn">unreviewed</Badge>
        <Badge tone="bad">failed</Badge>
      </Specimen>
      <Specimen name="SavedMark · ProgressBar">
        <SavedMark state="saving" />
        <SavedMark state="failed" />
        <div className="flex w-40 flex-col gap-3">
          <ProgressBar look="line" value={0.62} />
          <ProgressBar look="line" />
        </div>
      </Specimen>
      <Specimen name="Mark · in the colour of text, and its own" wide>
        <div className="flex flex-wrap gap-3 text-muted">
          {MARKS.map((id) => (
            <Mark key={id} id={id} name={id} size={20} />
          ))}
        </div>
        <div className="flex flex-wrap gap-3 text-muted">
          {MARKS.map((id) => (
            <Mark key={id} id={id} name={id} size={20} coloured />
          ))}
        </div>
      </Specimen>
      <Notes />
      <Specimen name="EmptyState">
        <EmptyState
          title="Skills teach an agent how you work"
          description="Instructions in Markdown, with the integrations they need attached."
          action={
            <Button variant="primary" icon={<Plus aria-hidden="true" />}>
              New skill
            </Button>
          }
          link={{ label: 'How skills are read', onClick: () => {} }}
        />
      </Specimen>
      <Specimen name="Skeleton">
        <Skeleton className="w-72" />
      </Specimen>
    </Sheet>
  )
}
