import { Bot, Copy, MoreHorizontal, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { openPalette, useUiState } from '../app/ui-state'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { Popover } from '../ui/popover'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'
import { Sheet, Specimen } from './specimen'

const DEPENDANTS = [
  { id: '1', label: 'Support agent', hint: 'agent', icon: <Bot aria-hidden="true" /> },
  { id: '2', label: 'Weekly digest', hint: 'skill' },
]

export function Floating() {
  const [dialog, setDialog] = useState(false)
  const [confirm, setConfirm] = useState(false)
  const [name, setName] = useState('')
  const [kind, setKind] = useState<string | null>('text')
  return (
    <Sheet>
      <Specimen name="Menu">
        <Menu
          trigger={<IconButton label="More" icon={<MoreHorizontal aria-hidden="true" />} />}
          items={[
            { id: 'rename', label: 'Rename', icon: <Pencil aria-hidden="true" />, shortcut: 'F2', onSelect: () => {} },
            { id: 'copy', label: 'Duplicate', icon: <Copy aria-hidden="true" />, onSelect: () => {} },
            { heading: 'When it writes' },
            { id: 'ask', label: 'Ask each time', checked: true, onSelect: () => {} },
            {
              id: 'allow',
              label: 'Allow in this thread',
              hint: 'Until it is closed',
              checked: false,
              onSelect: () => {},
            },
            'line',
            { id: 'delete', label: 'Delete', icon: <Trash2 aria-hidden="true" />, danger: true, onSelect: () => {} },
          ]}
        />
        <Popover trigger={<Button>Add filter</Button>} label="Filter">
          <Field label="Field" required>
            <Select value={kind} onChange={setKind} options={[{ value: 'text', label: 'Status' }]} />
          </Field>
        </Popover>
      </Specimen>
      <Specimen name="Dialog · ConfirmDialog · palette · cheat-sheet">
        <Button onClick={() => setDialog(true)}>Create connector</Button>
        <Button onClick={() => setConfirm(true)}>Delete connector</Button>
        <Button onClick={() => openPalette('all')}>Palette</Button>
        <Button onClick={() => useUiState.setState({ cheatSheet: true })}>Shortcuts</Button>
      </Specimen>
      <Dialog
        open={dialog}
        onOpenChange={setDialog}
        title="Create connector"
        description="A named credential for any API."
        footer={
          <>
            <Button size="lg" onClick={() => setDialog(false)}>
              Cancel
            </Button>
            <Button size="lg" variant="primary" onClick={() => setDialog(false)}>
              Create connector
            </Button>
          </>
        }
      >
        <Field label="Name" required>
          <TextInput value={name} onChange={setName} placeholder="Stripe live" />
        </Field>
      </Dialog>
      <ConfirmDialog
        open={confirm}
        onOpenChange={setConfirm}
        title="Delete connector Stripe live"
        description="Its secret leaves the keychain. This cannot be undone."
        dependants={{ intro: 'These lose their access to it:', items: DEPENDANTS }}
        confirmLabel="Delete connector"
        typeToConfirm="Stripe live"
        onConfirm={() => setConfirm(false)}
      />
    </Sheet>
  )
}
