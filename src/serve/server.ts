/** What a caller of `serve` holds, and what it passes. */

/** As in the Fetch standard: gets a Request, gives a Response; both may stream their bodies. */
export type Handler = (request: Request) => Response | Promise<Response>

export interface ServeOptions {
  /** Worker processes that share the port; 0 (default): the handler runs in this thread. */
  readonly workers?: number
  /** Default 0: any free one, to be found in `server.url`. */
  readonly port?: number
  /** Address to listen at. Default `127.0.0.1`, which only this machine reaches; `0.0.0.0` is every address of it. */
  readonly hostname?: string
  /** Shown in errors and in the workers' names. Default: the handler's. */
  readonly name?: string
  /** Ends the server when it aborts; running requests are cut. */
  readonly signal?: AbortSignal
}

export interface WorkerStats {
  readonly name: string
  readonly pid: number
  /** Requests that it took, also those that still run. */
  readonly requests: number
  /** Requests that run now. */
  readonly active: number
  /** Requests that the handler failed: it threw, or gave no Response. */
  readonly errors: number
}

/** Counts of worker processes are up to 20 ms old. */
export interface ServerStats extends Pick<WorkerStats, 'requests' | 'active' | 'errors'> {
  /** Open connections; clients keep theirs open for further requests. */
  readonly connections: number
  /** Requests taken a second, over the last five. */
  readonly perSecond: number
  /** Workers that died and were replaced. What those took still counts in the sums. */
  readonly restarts: number
  /** How the requests spread; this process alone without worker processes. */
  readonly workers: readonly WorkerStats[]
}

export interface CloseOptions {
  /** Milliseconds that running requests get to end before they are cut; default 5000. */
  readonly timeout?: number
}

export interface Server extends AsyncDisposable {
  readonly name: string
  /** `http://127.0.0.1:4321`, without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly hostname: string
  /** Requests, connections and errors so far, in all and by worker. */
  readonly stats: ServerStats
  /** Takes no more connections, lets running requests end, then ends. Idempotent. */
  close(options?: CloseOptions): Promise<void>
  /** Resolves, never rejects, when it has ended, for whatever reason. */
  readonly closed: Promise<void>
}

export const CLOSE_TIMEOUT = 5000
