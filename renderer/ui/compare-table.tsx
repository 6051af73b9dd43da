type CompareTableProps = {
  /** What is compared, for screen readers. */
  label: string
  heads: [string, string]
  rows: { name: string; values: [string, string] }[]
}

/** Two things side by side, line by line, in a narrow panel: the text wraps. */
export function CompareTable({ label, heads, rows }: CompareTableProps) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-sm">
      <thead>
        <tr className="border-line border-b">
          <th scope="col" className="w-24">
            <span className="sr-only">{label}</span>
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className="py-1.5 ps-3 text-start font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, values }) => (
          <tr key={name} className="border-line border-b align-top">
            <th scope="row" className="py-2 text-start font-normal text-muted text-xs">
              {name}
            </th>
            <td className="py-2 ps-3 text-xs">{values[0]}</td>
            <td className="py-2 ps-3 text-xs">{values[1]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
