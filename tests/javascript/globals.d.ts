// What Wagtail's admin puts into the window and what its form is made of, as far as the portal's scripts use them.

declare namespace Wagtail {
  /** What a block of a stream is like: its name, and what it says of itself. */
  interface BlockDef {
    name: string;
    meta: { label: string; icon: string; description?: string };
    childBlockDefsByName?: Record<string, BlockDef>;
    groupedChildBlockDefs?: [string, BlockDef[]][];
    initialChildStates?: Record<string, unknown>;
  }

  /** A tile or an item: one child of a stream or a list. */
  interface Child {
    /** Old rows have none: the canvas gives them one before anything else. */
    id: string;
    /** Items of lists have none. */
    type?: string;
    prefix: string;
    element: HTMLElement;
    block: Bound;
    blockDef: BlockDef;
    getContentPath(): string;
  }

  /** The editor of a field. */
  interface Widget {
    input?: HTMLElement;
    element?: HTMLElement;
    getValue(): string;
  }

  /** A block in the form. Which of these there are tells what it is: a structure, a stream or list, or a field. */
  interface Bound {
    element: HTMLElement;
    prefix: string;
    blockDef: BlockDef;
    childBlocks?: Record<string, Bound>;
    children?: Child[];
    field?: HTMLElement;
    widget?: Widget;
    focus?(): void;
    getState(): any;
    setState(state: unknown): void;
    getTextLabel?(options: { maxLength: number }): string | null;
    insert(state: unknown, index: number, options?: { animate: boolean }): Child;
    deleteBlock(index: number, options?: { animate: boolean }): void;
    moveBlock(from: number, to: number): void;
  }

  /** A stream of tiles. */
  interface Stream extends Bound {
    blockDef: Required<BlockDef>;
    children: Child[];
    countInput: { get(index: number): HTMLInputElement };
  }

  /** What watches a form for changes (the Stimulus controller `w-unsaved`). */
  interface Watch {
    formData: string;
    initialFormData: string;
    forceValue: boolean;
    checkIntervalValue: number;
    checkIntervalValueChanged(value: number): void;
    setInitialFormData(): void;
  }

  interface Comment {
    localId: number;
    contentpath: string;
    mode: string;
    deleted: boolean;
    resolved: boolean;
  }

  interface CommentState {
    comments: { comments: Map<number, Comment> };
  }

  interface CommentApp {
    store: { getState(): CommentState; subscribe(act: () => void): () => void };
    updateContentPath(localId: number, path: string): void;
    utils: { selectCommentsForContentPathFactory(path: string): (state: CommentState) => Comment[] };
  }
}

interface Window {
  comments?: { commentApp?: Wagtail.CommentApp };
  telepath: { register(name: string, constructor: Function): void };
  wagtail?: {
    app?: { getControllerForElementAndIdentifier(element: Element, name: 'w-unsaved'): Wagtail.Watch | null };
    editHandler?: { getPanelByName?(name: string): { getBoundWidget?(): Wagtail.Stream | undefined } | null };
  };
  wagtailConfig: { CSRF_HEADER_NAME: string; CSRF_TOKEN: string };
  wagtailStreamField: {
    blocks: {
      StreamBlockDefinition: new (
        name: string, groups: [string, Wagtail.BlockDef[]][], states: Record<string, unknown>, meta: object,
      ) => { groupedChildBlockDefs: [string, Wagtail.BlockDef[]][] };
    };
  };
}

/** What Wagtail's form says of itself. */
interface DocumentEventMap {
  'w-autosave:success': CustomEvent<{ data?: { field_updates?: Record<string, string> } }>;
  'w-unsaved:watch-edits': CustomEvent<{ initialFormData?: string }>;
}

interface HTMLElementEventMap {
  'w-autosave:success': CustomEvent<{ data?: { field_updates?: Record<string, string> } }>;
  'w-autosave:error': CustomEvent<{ response?: { error_code?: string } }>;
}

/** The hidden field of a rich text: Draftail hangs itself on it. */
interface HTMLInputElement {
  draftailEditor?: { saveState?(): void };
}
