import type { Generated } from 'kysely'

/** Row types of `workspace.sqlite`: the state. JSON columns hold text; queries map rows to the domain. */
export interface WorkspaceDatabase {
  meta: { key: string; value: string }
  secret: {
    id: string
    owner_id: string
    kind: string
    key_no: number
    nonce: Buffer
    ciphertext: Buffer
    tag: Buffer
    updated_at: string
  }
  vault: { id: number; mode: string; key_no: number; key_check: Buffer; wrapped: string | null }
  model_provider: {
    id: string
    name: string
    base_url: string
    models: string
    streams_tools: number
    secret_id: string | null
    created_at: string
  }
  agent: {
    id: string
    name: string
    description: string
    instructions: string
    provider_id: string | null
    model_id: string | null
    is_default: number
    created_at: string
    updated_at: string
  }
  agent_grant: { agent_id: string; kind: string; target: string; allowed: number }
  skill: {
    id: string
    name: string
    handle: string
    description: string
    instructions: string
    active: number
    created_at: string
    updated_at: string
  }
  skill_integration: { skill_id: string; integration_id: string; position: number }
  account: {
    id: string
    integration_id: string
    label: string
    visibility: string
    identity: string | null
    config: string
    secret_id: string | null
    rejected: number
    created_at: string
    last_used_at: string | null
  }
  connector: {
    id: string
    name: string
    type: string
    config: string
    identity: string | null
    /** Why the service refused its credential, in words; null while it does not. */
    failure: string | null
    last_used_at: string | null
    created_at: string
    deleted_at: string | null
  }
  connector_secret: { connector_id: string; key: string; secret_id: string }
  /** What is known of a sign-in without its tokens, which are sealed under `secret_id`. */
  oauth_grant: {
    owner_id: string
    secret_id: string
    expires_at: string | null
    /** JSON lists. */
    requested_scopes: string
    granted_scopes: string | null
    obtained_at: string
    refreshed_at: string | null
    reauth_reason: string | null
  }
  /** A sign-in that waits for the browser or the device; one for each owner. */
  oauth_sign_in: {
    state_hash: string
    owner_id: string
    kind: string
    redirect_uri: string | null
    issuer: string | null
    requires_iss: number
    /** JSON: what the interface shows of it. */
    details: string
    /** The PKCE verifier or the device code, sealed. */
    secret_id: string | null
    created_at: string
    expires_at: string
  }
  data_connection: {
    id: string
    name: string
    source_id: string
    config: string
    secret_id: string | null
    paused: number
    needs_reauth: number
    failure: string | null
    last_synced_at: string | null
    created_at: string
    /** `draft` until streams were chosen, then `ready`. */
    state: string
    identity: string | null
    /** Who it is at the source, as the source tells accounts apart. */
    external_id: string | null
    test_mode: number
    /** JSON. */
    schedule: string
    /** The time of the schedule that the last start belonged to; the next one is counted from it. */
    slot_at: string | null
    /** When it starts by itself; null when it does not. */
    next_run_at: string | null
    waits_until: string | null
    /** Runs that failed one after the other, and when the first of them ended. */
    failures: number
    failing_since: string | null
    discovered_at: string | null
    /** That it has not synced for three turns of its schedule was said; 0 again once it has. */
    told_late: number
  }
  data_stream: {
    id: string
    data_connection_id: string
    name: string
    table_id: string | null
    table_name: string
    position: number
    rows: number | null
    last_synced_at: string | null
    failure: string | null
    /** JSON, both: as the source described it last, and what a person chose. */
    discovered: string
    settings: string
    cursor: string | null
    last_full_read_at: string | null
  }
  sync_run: {
    id: string
    data_connection_id: string
    mode: string
    trigger: string
    status: string
    started_at: string
    ended_at: string | null
    streams: string
    failure: string | null
  }
  thread: {
    id: string
    title: string
    agent_id: string
    /** The last message of the branch that is shown. */
    head_message_id: string | null
    created_at: string
    updated_at: string
  }
  thread_disabled_skill: { thread_id: string; skill_id: string }
  message: {
    id: string
    thread_id: string
    parent_id: string | null
    role: string
    parts: string
    status: string
    receipt: string | null
    /** Orders siblings and messages; never reused. */
    seq: Generated<number>
    created_at: string
  }
  run: {
    id: string
    thread_id: string
    message_id: string
    status: string
    /** The answers given in this run that outlive a card: permissions and chosen accounts, as JSON. */
    state: string
    started_at: string
    ended_at: string | null
  }
  card: {
    id: string
    thread_id: string
    run_id: string
    message_id: string
    call_id: string
    kind: string
    status: string
    payload: string
    answer: string | null
    created_at: string
    answered_at: string | null
  }
  /** "Allow in this thread" and "Always for this agent", per action. */
  standing_approval: { id: string; scope: string; scope_id: string; action: string; created_at: string }
  ledger: {
    id: Generated<number>
    at: string
    kind: string
    status: string
    actor: string
    thread_id: string | null
    run_id: string | null
    card_id: string | null
    target: string
    account_label: string | null
    request: string
    http_status: number | null
    request_bytes: number
    response_bytes: number | null
    duration_ms: number | null
    failure: string | null
  }
}

/** Row types of `tables.sqlite`: tables, fields, journal, cursors. Each table's records are in a SQLite table of their own, `t_<n>`. */
export interface TablesDatabase {
  app_table: {
    id: string
    /** The number in `t_<n>`. */
    number: Generated<number>
    name: string
    data_connection_id: string | null
    stream_id: string | null
    source_id: string | null
    data_connection_name: string | null
    as_of: string | null
    created_at: string
    /** Set for a table that was deleted and can be restored. */
    deleted_at: string | null
    /** Records up to this id are in the full-text index; null while there is none, the largest integer once it is complete. */
    search_upto: number | null
  }
  field: {
    id: string
    table_id: string
    /** The SQLite column, `f_<n>`; never changes when the field is renamed. */
    column_name: string
    name: string
    type: string
    position: number
    synced: number
    primary_key: number
    /** The name at the source, for synced fields. */
    source_name: string | null
    /** JSON: what differs from the usual field settings. */
    settings: string
    deleted_at: string | null
    vanished: number
  }
  /** Records written together. */
  change_batch: {
    id: string
    at: string
    table_id: string
    actor_kind: string
    actor_id: string | null
    action: string
    records: number
    /** For imports, which have no journal entry for each record: the ids that were added, both included. */
    first_id: number | null
    last_id: number | null
    /** The batch that this one undid. */
    undoes: string | null
    /** JSON, for what is particular to an action. */
    detail: string | null
  }
  /** Values of synced fields that were edited here. The record holds `value`; `source_value` is what the source says. */
  overlay: {
    table_id: string
    record_id: number
    field_id: string
    value: string | number | null
    source_value: string | number | null
    at: string
  }
  view: { id: string; table_id: string; name: string; position: number; state: string; created_at: string }
  journal: {
    id: Generated<number>
    at: string
    table_id: string
    record_id: number
    actor_kind: string
    actor_id: string | null
    /** Records written together, for undoing them together. */
    batch_id: string
    before: string | null
    after: string | null
  }
  /** `cursor` is JSON: how far a stream was read. `fingerprint` is of its fields, as they were fitted to the table. */
  sync_cursor: { stream_id: string; cursor: string | null; fingerprint: string; updated_at: string }
  /** Keys that one comparison of keys did not find at the source. */
  sync_missing: { stream_id: string; key: string }
}
