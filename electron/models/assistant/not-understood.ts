import { answer } from './show'

export const notUnderstood = (): string =>
  answer(
    'I did not understand that. I read sentences such as: "show customers in Brazil", "how many invoices are unpaid", "set the email of customer 5 to x@y.z", "mark ticket 12 resolved", "create a ticket titled "…"", "delete ticket 12", "@skill …" and "run <action> with key=value".',
    'Say "what can you do?" for the tables, skills and actions offered here, or choose a language model in Settings, Models.',
  )
