import { defineSource } from '../define'
import { checkSheets, discoverTabs } from '../google-sheets/discover'
import { googleVerdict } from '../google-sheets/failures'
import { readTab, stampOf } from '../google-sheets/read'
import { keysOnly } from '../http/pages'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** https://developers.google.com/sheets/api/reference/rest */
export default defineSource({
  id: 'google-sheets',
  name: 'Google Sheets',
  description: 'Tabs of spreadsheets, each row a record.',
  version: 1,
  fields: [
    {
      key: 'spreadsheets',
      label: 'Addresses of the spreadsheets',
      kind: 'lines',
      required: true,
      placeholder: 'https://docs.google.com/spreadsheets/d/…',
      hint: 'One on each line.',
    },
    {
      key: 'keyColumn',
      label: 'Key column',
      kind: 'text',
      required: false,
      advanced: true,
      placeholder: 'id',
      hint: 'Header of the column that holds another value in each row. Left empty, a column named like id, key or email is used where it does, else the number of the row; enter _row for the number in any case.',
    },
    {
      key: 'headerRow',
      label: 'Row with the headers',
      kind: 'number',
      required: false,
      advanced: true,
      hint: 'Left empty, the first row that is not blank.',
    },
  ],
  auth: [
    {
      id: 'oauth',
      label: 'Sign in with Google',
      fields: [
        {
          key: 'clientId',
          label: 'Client ID',
          kind: 'text',
          required: true,
          hint: 'Of an OAuth client of the type “Desktop app” in Google Cloud, with the Sheets and Drive APIs enabled. While its consent screen is in testing, a sign-in lasts seven days.',
        },
        { key: 'clientSecret', label: 'Client secret', kind: 'secret', required: true },
      ],
      // https://developers.google.com/identity/protocols/oauth2/native-app
      oauth: {
        server: () => ({
          authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
          tokenUrl: 'https://oauth2.googleapis.com/token',
          revocationUrl: 'https://oauth2.googleapis.com/revoke',
        }),
        scopes: [
          'https://www.googleapis.com/auth/spreadsheets.readonly',
          'https://www.googleapis.com/auth/drive.metadata.readonly',
        ],
        pkce: 'S256',
        authMethod: 'client_secret_post',
        authorizationParameters: { access_type: 'offline', prompt: 'consent' },
        redirect: 'any-port',
      },
    },
    {
      id: 'token',
      label: 'Access token',
      fields: [
        {
          key: 'accessToken',
          label: 'Access token',
          kind: 'secret',
          required: true,
          hint: 'Lasts an hour: to try things out.',
        },
      ],
    },
  ],
  /** Volatile formulas and data from other files change without the file being modified, so all is read again once a day. */
  timing: () => ({
    granularityMs: 1,
    lagMs: 0,
    lookbackMs: 0,
    retentionMs: null,
    sweepEveryMs: null,
    recomputeEveryMs: DAY_MS,
  }),
  show: null,
  kind: 'http',
  http: {
    baseUrl: () => 'https://sheets.googleapis.com',
    origins: () => ['https://www.googleapis.com'],
    headers: {},
    sign: ({ secrets }, token) => ({ authorization: `Bearer ${token ?? secrets.accessToken ?? ''}` }),
    // https://developers.google.com/sheets/api/limits: for each user
    budgets: [
      { name: 'default', requests: 60, perMs: MINUTE_MS },
      { name: 'drive', requests: 600, perMs: MINUTE_MS },
    ],
    classify: googleVerdict,
    reader: (context) => ({
      check: () => checkSheets(context),
      discover: () => discoverTabs(context),
      snapshot: (selection, resume) => readTab(context, selection, resume),
      // Nothing tells which rows were changed.
      changes: (selection, _, resume) => readTab(context, selection, resume),
      keys: (selection, resume) => readTab(context, keysOnly(selection), resume),
      stamp: (selection) => stampOf(context, selection),
      close: async () => undefined,
    }),
  },
})
