/** What the builder is asked for, and what it answers. */

export type FrameworkId =
  | 'node-express'
  | 'nextjs'
  | 'python-flask'
  | 'python-fastapi'
  | 'go'
  | 'ruby-sinatra'
  | 'php'
  | 'java-spring'
  | 'dotnet-aspnet'
  | 'lambda-eventbridge';

export type Language = 'javascript' | 'typescript' | 'python' | 'go' | 'ruby' | 'php' | 'java' | 'csharp';

export interface BuilderChoice {
  readonly framework: FrameworkId;
  /** Exact types, no patterns. May be empty. */
  readonly eventTypes: readonly string[];
  readonly payload: 'snapshot' | 'thin';
}

export interface GeneratedFile {
  /** Where it belongs, relative to the project's folder. */
  readonly name: string;
  readonly language: Language;
  readonly code: string;
}

export interface Framework {
  readonly id: FrameworkId;
  readonly label: string;
  readonly language: Language;
  /** Shell command that makes the project and fetches its libraries. */
  readonly install: string;
  /** Shell command that starts the handler. */
  readonly run: string;
  generate(choice: Omit<BuilderChoice, 'framework'>): GeneratedFile[];
}
