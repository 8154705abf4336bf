/** The line from a panel to the session of one kernel, as long as someone looks. */

import type { Kernel } from '@jupyterlab/services'
import { type ISignal, Signal } from '@lumino/signaling'
import { isTsloom } from '../tsloom-kernel.ts'
import { PANEL_TARGET, type PanelCommand, type PanelMessage, type Snapshot } from './messages.ts'

/** The session says something each second, unless its main thread is busy (ms). */
const SILENCE = 2000
const LOOK = 500

export type PanelState =
  | { readonly kind: 'no-kernel' }
  | { readonly kind: 'other-kernel' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly snapshot: Snapshot }
  /** Code keeps the main thread busy: what is known is from before. `since` is when it was last heard (ms since the epoch). */
  | { readonly kind: 'silent'; readonly snapshot: Snapshot | undefined; readonly since: number }

export class Connection {
  readonly #changed = new Signal<this, PanelState>(this)
  #state: PanelState = { kind: 'no-kernel' }
  #kernel: Kernel.IKernelConnection | undefined
  #comm: Kernel.IComm | undefined
  #watched = false
  #timer: number | undefined
  #heard = 0

  get state(): PanelState {
    return this.#state
  }

  get changed(): ISignal<this, PanelState> {
    return this.#changed
  }

  /** The kernel to look at; `undefined`: none. */
  follow(kernel: Kernel.IKernelConnection | undefined): void {
    if (kernel === this.#kernel) return
    this.#disconnect()
    this.#kernel = kernel
    void this.#connect()
  }

  /** Someone looks, or does no longer. */
  watch(watched: boolean): void {
    if (watched === this.#watched) return
    this.#watched = watched
    if (watched) void this.#connect()
    else this.#disconnect()
  }

  send(command: PanelCommand): void {
    if (this.#comm !== undefined && !this.#comm.isDisposed) this.#comm.send(command as never)
  }

  async #connect(): Promise<void> {
    const kernel = this.#kernel
    if (kernel === undefined) return this.#become({ kind: 'no-kernel' })
    if (!this.#watched || this.#comm !== undefined) return
    this.#become({ kind: 'connecting' })
    const ours = await isTsloom(kernel)
    // The kernel, or who looks, may have changed meanwhile.
    if (kernel !== this.#kernel || !this.#watched || this.#comm !== undefined || kernel.isDisposed) return
    if (!ours) return this.#become({ kind: 'other-kernel' })
    kernel.statusChanged.connect(this.#statusChanged)
    this.#open(kernel)
    this.#timer = window.setInterval(() => this.#look(), LOOK)
  }

  #open(kernel: Kernel.IKernelConnection): void {
    this.#heard = Date.now()
    const comm = kernel.createComm(PANEL_TARGET)
    this.#comm = comm
    comm.onMsg = ({ content }) => {
      if (comm === this.#comm) this.#take(content.data as unknown as PanelMessage)
    }
    comm.open()
  }

  #take(message: PanelMessage): void {
    this.#heard = Date.now()
    if (message.type === 'snapshot') this.#become({ kind: 'live', snapshot: message.snapshot })
    else if (this.#state.kind === 'silent' && this.#state.snapshot) this.#become({ kind: 'live', snapshot: this.#state.snapshot })
  }

  #look(): void {
    const kernel = this.#kernel
    if (kernel === undefined || Date.now() - this.#heard < SILENCE) return
    if (kernel.status === 'busy') {
      const snapshot = this.#state.kind === 'live' || this.#state.kind === 'silent' ? this.#state.snapshot : undefined
      this.#become({ kind: 'silent', snapshot, since: this.#heard })
    } else if (kernel.status === 'idle') {
      // The session behind the kernel is a new one: it knows nothing of this comm.
      this.#close()
      this.#become({ kind: 'connecting' })
      this.#open(kernel)
    }
  }

  readonly #statusChanged = (_: unknown, status: Kernel.Status): void => {
    if (status !== 'restarting' && status !== 'autorestarting' && status !== 'dead') return
    this.#close()
    this.#heard = 0
    this.#become({ kind: 'connecting' })
  }

  #disconnect(): void {
    window.clearInterval(this.#timer)
    this.#kernel?.statusChanged.disconnect(this.#statusChanged)
    this.#close()
  }

  #close(): void {
    const comm = this.#comm
    this.#comm = undefined
    if (comm && !comm.isDisposed) comm.close()
  }

  #become(state: PanelState): void {
    this.#state = state
    this.#changed.emit(state)
  }
}
