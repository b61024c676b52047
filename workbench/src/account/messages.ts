import { defineMessages } from '../i18n/messages.ts';

export const sessionMessages = defineMessages({
  en: {
    title: 'Sign in',
    what: 'Enter an API key of your account, or open the link that you received from the platform.',
    other_mode: 'Switch to {mode} mode',
    sandbox: 'sandbox',
    live: 'live',
    key: 'API key',
    key_hint: 'The key starts with sk_ or rk_. It is stored only until you close this browser tab.',
    key_refused: 'The API key is not valid. It may be incomplete or deleted. Check the key and try again.',
    enter: 'Sign in',
    expired: 'Your session has expired',
    expired_what:
      'The link or key that you signed in with is no longer valid. Request a new link, or enter an API key.',
    loading: 'Signing in',
  },
  ja: {
    title: 'サインイン',
    what: 'アカウントの API キーを入力するか、プラットフォームから受け取ったリンクを開いてください。',
    other_mode: '{mode}モードに切り替え',
    sandbox: 'サンドボックス',
    live: '本番',
    key: 'API キー',
    key_hint: 'sk_ または rk_ で始まるキーです。このブラウザータブを閉じるまで保存されます。',
    key_refused:
      'API キーが無効です。不完全であるか、削除された可能性があります。キーを確認して、もう一度お試しください。',
    enter: 'サインイン',
    expired: 'セッションの有効期限が切れました',
    expired_what:
      'サインインに使用したリンクまたはキーは無効になりました。新しいリンクをリクエストするか、API キーを入力してください。',
    loading: 'サインイン中',
  },
});
