import { defineMessages } from '../i18n/messages.ts';

export const sessionMessages = defineMessages({
  en: {
    title: 'Sign in',
    what: 'Paste an API key of your account, or open a link that the platform gave you.',
    other_mode: 'Use {mode} mode instead',
    sandbox: 'sandbox',
    live: 'live',
    key: 'API key',
    key_hint: 'It begins with sk_ or rk_. It stays in this tab and is gone when you close it.',
    key_refused: 'This key is not known. It may have been deleted, or something is missing at its end.',
    enter: 'Sign in',
    expired: 'Your session has ended',
    expired_what: 'The link or key you were signed in with does not work any more. Ask for a new link, or paste a key.',
    loading: 'Signing in',
  },
  ja: {
    title: 'サインイン',
    what: 'アカウントの API キーを貼り付けるか、プラットフォームから受け取ったリンクを開いてください。',
    other_mode: '{mode}モードを使う',
    sandbox: 'サンドボックス',
    live: '本番',
    key: 'API キー',
    key_hint: 'sk_ または rk_ で始まります。このタブだけに保持され、閉じると消えます。',
    key_refused: 'このキーは登録されていません。削除されたか、末尾が欠けている可能性があります。',
    enter: 'サインイン',
    expired: 'セッションが終了しました',
    expired_what:
      'サインインに使ったリンクまたはキーは無効になりました。新しいリンクを依頼するか、キーを貼り付けてください。',
    loading: 'サインインしています',
  },
});
