declare module 'pg-cursor' {
  import type { Connection, CustomTypesConfig, Submittable } from 'pg'

  type CursorConfig = { rowMode: 'array'; types: CustomTypesConfig }

  class Cursor implements Submittable {
    constructor(text: string, values: unknown[], config: CursorConfig)
    submit(connection: Connection): void
    read(rows: number): Promise<(string | number | null)[][]>
    close(): Promise<void>
  }
  // biome-ignore lint/style/noDefaultExport: this is how the package exports it.
  export default Cursor
}
