import { stepCountIs, streamText } from 'ai'
import { describe, expect, it } from 'vitest'
import { createAssistant } from '../../../electron/models/assistant/model'
import { startConversation, type TestTool } from './conversation'
import { TRIAGE } from './skill-tools'

const CREATE_TICKET: TestTool = {
  name: 'zendesk_create_ticket',
  inputSchema: { type: 'object', properties: { subject: { type: 'string' } }, required: ['subject'] },
  answer: () => ({ data: { id: 7 } }),
}

describe('the built-in assistant', () => {
  it('answers with a sentence, a table of the records, their source and their age', async () => {
    const answer = await startConversation().say('show the invoices of customer Luís Gonçalves')
    expect(answer).toBe(
      [
        'I found 2 invoices for customer 1 (Luís Gonçalves).',
        '',
        '| invoice_id | customer_id | invoice_date | billing_country | total | paid |',
        '| --- | --- | --- | --- | --- | --- |',
        '| 1 | 1 | 2024-01-03 | Brazil | 3.98 | true |',
        '| 3 | 1 | 2024-03-20 | Brazil | 120 | false |',
        '',
        'Source: Chinook, as of 2025-05-02 07:12 UTC (3 hours ago).',
      ].join('\n'),
    )
  })

  it('finds a text in another spelling than the stored one, and says that it looked for a part', async () => {
    expect(await startConversation().say('how many tickets are open')).toContain(
      '2 tickets where Status contains "open"',
    )
  })

  it('follows a name that the records do not hold to the table that they point at', async () => {
    const answer = await startConversation().say('show invoices for Luís Gonçalves')
    expect(answer).toContain('I found 2 invoices for customer 1 (Luís Gonçalves).')
  })

  it('says before and after of a change', async () => {
    const answer = await startConversation().say('mark ticket 101 resolved')
    expect(answer).toContain('Updated ticket 101 (Printer on fire) in Tickets.')
    expect(answer).toContain('| Status | Open | Resolved |')
  })

  it('changes nothing when the record has the value already', async () => {
    const conversation = startConversation()
    expect(await conversation.say('mark ticket 103 resolved')).toContain('already, so nothing was changed')
    expect(conversation.calls.map((call) => call.tool)).not.toContain('update_records')
  })

  it('lists the tables once in a conversation that knows them', async () => {
    const conversation = startConversation()
    await conversation.say('show customers')
    await conversation.say('show invoices')
    expect(conversation.calls.filter((call) => call.tool === 'list_tables')).toHaveLength(1)
  })

  it('takes "it" for the one record that was found last', async () => {
    const conversation = startConversation()
    await conversation.say('show ticket "Login loops"')
    expect(await conversation.say('mark it resolved')).toContain('Updated ticket 102 (Login loops)')
  })

  it('shows the next page on request', async () => {
    const conversation = startConversation()
    expect(await conversation.say('give me 2 customers')).toContain('2 of 6 are shown')
    expect(await conversation.say('show more')).toContain('3 to 4 of 6 customers.')
    expect(conversation.calls.at(-1)?.input).toEqual({ table: 'customer', limit: 2, after: '2' })
  })

  it('shows text of others without its marks taking effect', async () => {
    const conversation = startConversation()
    await conversation.say('create a ticket titled "[click](https://evil.example) | <b>"')
    const answer = await conversation.say('show ticket 104')
    expect(answer).toContain('(\\[click\\](https://evil.example) \\| \\<b\\>)')
    expect(answer).toContain('| Title | \\[click\\](https://evil.example) \\| \\<b\\> |')
  })

  it('uses the tools of a skill only in requests after it was read', async () => {
    const conversation = startConversation({ skills: [TRIAGE] })
    await conversation.say('@triage-tickets create an issue titled "Printer" in project ABC')
    expect(conversation.offered.map((names) => names.includes('jira_create_issue'))).toEqual([false, true, true])
  })

  it('asks whether a table or an action is meant when both fit', async () => {
    const conversation = startConversation({ tools: [CREATE_TICKET] })
    expect(await conversation.say('create a ticket titled "X"')).toContain(
      'the table Tickets or the action `zendesk_create_ticket`?',
    )
    await conversation.say('create a ticket in zendesk titled "X"')
    expect(conversation.calls.at(-1)).toEqual({ tool: 'zendesk_create_ticket', input: { subject: 'X' } })
    await conversation.say('create a ticket record titled "X"')
    expect(conversation.calls.at(-1)?.tool).toBe('create_records')
  })

  it('says in words why a call was not carried out', async () => {
    const refusing: TestTool = { ...CREATE_TICKET, answer: () => ({ error: 'refused_by_user', reason: 'not now' }) }
    const refused = startConversation({ tools: [refusing] })
    expect(await refused.say('run zendesk_create_ticket with subject=X')).toBe(
      'You said no, so nothing was changed. not now.',
    )
    const missing: TestTool = {
      ...CREATE_TICKET,
      answer: () => ({ error: 'not_connected', message: 'No account is connected.' }),
    }
    const unconnected = startConversation({ tools: [missing] })
    expect(await unconnected.say('run zendesk_create_ticket with subject=X')).toContain('no account for this')
  })

  it('says which permission is missing instead of calling a tool that is not offered', async () => {
    const reader = startConversation({ without: ['delete_records'] })
    expect(await reader.say('delete ticket 101')).toContain('may not write records')
    const nobody = startConversation({ without: ['list_tables', 'query_records', 'get_record'] })
    expect(await nobody.say('show customers')).toContain('may not read records')
    expect(nobody.calls).toEqual([])
  })

  it('says what it is and what it can do from what is offered', async () => {
    const conversation = startConversation({ skills: [TRIAGE], tools: [CREATE_TICKET], without: ['delete_records'] })
    expect(await conversation.say('What are you?')).toContain('not a language model')
    const help = await conversation.say('what can you do?')
    expect(help).toContain('@triage-tickets: Sorts new tickets & files them')
    expect(help).toContain('`zendesk_create_ticket`')
    expect(help).not.toContain('delete records')
    expect(conversation.calls).toEqual([])
  })

  it('streams its answer in pieces through the AI SDK', async () => {
    const model = createAssistant({ now: () => new Date() })
    const pieces: string[] = []
    const result = streamText({ model, prompt: 'what are you?', stopWhen: stepCountIs(1) })
    for await (const piece of result.textStream) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(3)
    expect(pieces.join('')).toMatch(/^I am the built-in assistant of Patchbay\..*Settings, Models\.$/)
    expect(await result.finishReason).toBe('stop')
  })

  it('calls nothing when the request forbids calls', async () => {
    const model = createAssistant({ now: () => new Date() })
    const tools = [{ type: 'function' as const, name: 'list_tables', inputSchema: { type: 'object' as const } }]
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'list tables' }] }]
    const { content } = await model.doGenerate({ prompt, tools, toolChoice: { type: 'none' } })
    expect(content).toEqual([{ type: 'text', text: expect.stringContaining('used all the steps') }])
  })
})
