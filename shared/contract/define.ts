import type { z } from 'zod'
import type { Result } from '../result'

export type Procedure<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  kind: 'query' | 'command'
  input: I
  output: O
}

/** A procedure that only reads. */
export const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'query' as const,
  input,
  output,
})

/** A procedure that changes something; the router announces its noun as changed when it succeeds. */
export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'command' as const,
  input,
  output,
})

export type Procedures = Record<string, Procedure>

/** The functions of main that answer one noun. A missing or wrong one does not compile. */
export type HandlersFor<P extends Procedures> = {
  [K in keyof P]: (input: z.output<P[K]['input']>) => Promise<z.input<P[K]['output']>> | z.input<P[K]['output']>
}

type Arguments<I> = undefined extends I ? [input?: I] : [input: I]

/** What the renderer calls. Never throws. */
export type ClientOf<C extends Record<string, Procedures>> = {
  [N in keyof C]: {
    [K in keyof C[N]]: (...args: Arguments<z.input<C[N][K]['input']>>) => Promise<Result<z.output<C[N][K]['output']>>>
  }
}
