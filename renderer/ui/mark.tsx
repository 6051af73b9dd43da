import { cx } from './cx'

const FILES = import.meta.glob<string>(['../../resources/icons/*.svg', '!**/app.svg', '!**/tray-template.svg'], {
  eager: true,
  query: '?url',
  import: 'default',
})

const MARKS = new Map(
  Object.entries(FILES).map(([path, url]) => [path.slice(path.lastIndexOf('/') + 1, -'.svg'.length), url]),
)

type MarkProps = {
  /** Of an integration, source or model provider: the file name in `resources/icons`. */
  id: string
  /** Its first letter stands in when there is no mark. */
  name: string
  size?: 14 | 16 | 20 | 24 | 32
  /** In its own colour: connected, or pointed at. Otherwise in the colour of the text around it. */
  coloured?: boolean
  className?: string
}

/** A provider's own mark. Decorative: the name stands beside it. */
export function Mark({ id, name, size = 16, coloured = false, className }: MarkProps) {
  const url = MARKS.get(id)
  const box = { width: size, height: size }
  if (!url) {
    return (
      <span
        aria-hidden="true"
        style={{ ...box, fontSize: size * 0.6 }}
        className={cx('flex flex-none items-center justify-center rounded-sm bg-press font-semibold', className)}
      >
        {name.trim().charAt(0).toUpperCase()}
      </span>
    )
  }
  const mask = `url("${url}") center / contain no-repeat`
  return (
    <span aria-hidden="true" style={box} className={cx('relative inline-block flex-none', className)}>
      {coloured ? (
        <img src={url} alt="" width={size} height={size} draggable={false} />
      ) : (
        <>
          <span className="absolute inset-0 bg-current group-hover/mark:opacity-0" style={{ mask }} />
          <img
            src={url}
            alt=""
            width={size}
            height={size}
            draggable={false}
            className="absolute inset-0 opacity-0 group-hover/mark:opacity-100"
          />
        </>
      )}
    </span>
  )
}
