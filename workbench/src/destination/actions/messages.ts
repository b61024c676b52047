import { defineMessages } from '../../i18n/messages.ts';

export const actionMessages = defineMessages({
  en: {
    actions: 'Actions',
    actions_for: 'Actions for {name}',
    edit: 'Edit',
    ping: 'Send test event',
    roll: 'Roll secret',
    disable: 'Disable',
    enable: 'Enable',
    delete: 'Delete',
    may_not: 'Your key may look at destinations and not change them.',
    ping_disabled: 'Enable the destination first.',
    working: 'Sending the test event',
    cancel: 'Cancel',
    close: 'Close',

    ping_sent: 'Test event sent to {name}',
    ping_sent_what: 'Look at its delivery to see what the destination answered.',
    ping_delivery: 'View delivery',
    ping_failed: 'The test event was not sent to {name}',

    disable_title: 'Disable {name}?',
    disable_what: 'From now on nothing is sent to this destination.',
    disable_missed:
      'Events published while it is disabled are not sent later by themselves. You can resend them one by one, or recover them all once it is enabled again.',
    disable_retries:
      'Retries that come due while it is disabled are not made: their deliveries end as failed. You can recover those, too.',
    disabled: '{name} is disabled',
    enable_title: 'Enable {name}?',
    enable_what: 'Events are sent to this destination again, those that are published from now on.',
    enable_missed:
      'What it missed in the meantime is not sent by itself. Use Recover on its page to send that as well.',
    enable_gone:
      'It was disabled because the endpoint answered 410 Gone, which asks for no more events. If it answers 410 again, it is disabled again. Make sure that something listens at its URL.',
    enable_no_bus:
      'It was disabled because its event bus was not found. If the bus is still not there, it is disabled again. Create the bus, or edit its ARN first.',
    enable_failing: 'It was disabled because deliveries kept failing. Make sure that the cause is mended.',
    enabled: '{name} is enabled',
    enabled_missed: 'Events that it missed while it was disabled were not sent. Use Recover to send them.',
    to_recover: 'Open its page',

    roll_title: 'Roll the signing secret of {name}',
    roll_what:
      'A new secret signs every delivery from now on. Your endpoint has to know it to verify them. During an overlap each delivery carries a signature by the old secret as well, so that nothing fails while you replace it.',
    roll_when: 'The old secret',
    roll_now: 'Stops signing at once',
    roll_now_what:
      'For a secret that has leaked. Deliveries fail to verify until your endpoint uses the new one; failed ones are retried.',
    roll_hours: { one: 'Goes on signing for {count} hour', other: 'Goes on signing for {count} hours' },
    roll_do: 'Roll secret',
    roll_new: 'New signing secret',
    roll_once: 'It is shown this once',
    roll_once_what: 'Copy the secret and put it where your endpoint reads it. It cannot be shown again.',
    roll_old_until: 'The old secret goes on signing until {when}.',
    roll_old_gone: 'The old secret does not sign any more.',
    roll_kept: 'I have stored the new secret',
    roll_not_kept: 'Store the secret and say so here before you close: it cannot be shown again.',
    copy_secret: 'Copy secret',
    rolled: 'The signing secret of {name} was rolled',

    delete_title: 'Delete {name}?',
    delete_what: 'The destination and its settings are deleted for good. This cannot be undone.',
    delete_retries:
      'Nothing is sent to it any more. Retries that were planned are not made: their deliveries end as failed.',
    delete_secret: 'Its signing secret is lost. A destination that you create in its place has another.',
    delete_kept:
      'Its own list of deliveries is gone. What was delivered to it stays readable on the page of each event, for 30 days after the event.',
    delete_or_disable: 'To stop sending for a while only, disable it instead.',
    delete_name: 'To confirm, enter the name of the destination: {name}',
    delete_mismatch: 'This is not the name of the destination.',
    deleted: '{name} was deleted',
  },
  ja: {
    actions: 'アクション',
    actions_for: '{name} のアクション',
    edit: '編集',
    ping: 'テストイベントを送信',
    roll: 'シークレットをローテーション',
    disable: '無効化',
    enable: '有効化',
    delete: '削除',
    may_not: '現在のキーでは送信先を閲覧できますが、変更はできません。',
    ping_disabled: '先に送信先を有効にしてください。',
    working: 'テストイベントを送信しています',
    cancel: 'キャンセル',
    close: '閉じる',

    ping_sent: '{name} にテストイベントを送信しました',
    ping_sent_what: '送信先の応答は、この配信の詳細で確認できます。',
    ping_delivery: '配信を表示',
    ping_failed: '{name} にテストイベントを送信できませんでした',

    disable_title: '{name} を無効にしますか?',
    disable_what: '以降、この送信先には何も送信されません。',
    disable_missed:
      '無効の間に発行されたイベントが、後から自動で送信されることはありません。再び有効にした後、1 件ずつ再送するか、まとめてリカバリーできます。',
    disable_retries:
      '無効の間に予定時刻を迎えた再試行は行われず、その配信は失敗として終了します。これらもリカバリーできます。',
    disabled: '{name} を無効にしました',
    enable_title: '{name} を有効にしますか?',
    enable_what: '今後発行されるイベントが、再びこの送信先に送信されます。',
    enable_missed:
      '無効の間に送信されなかったイベントは、自動では送信されません。送信先のページの「リカバリー」から送信してください。',
    enable_gone:
      'エンドポイントが 410 Gone (今後のイベントは不要) を返したため、無効になりました。再び 410 を返すと、また無効になります。URL で受信できる状態か確認してください。',
    enable_no_bus:
      'イベントバスが見つからなかったため、無効になりました。バスがないままだと、また無効になります。先にバスを作成するか、ARN を編集してください。',
    enable_failing: '配信の失敗が続いたため、無効になりました。原因が解消されているか確認してください。',
    enabled: '{name} を有効にしました',
    enabled_missed: '無効の間のイベントは送信されていません。送信するには「リカバリー」を使います。',
    to_recover: '送信先のページを開く',

    roll_title: '{name} の署名シークレットをローテーション',
    roll_what:
      '以降の配信はすべて新しいシークレットで署名されます。エンドポイントで検証するには、新しいシークレットが必要です。併用期間中は古いシークレットによる署名も付くため、検証を失敗させずに切り替えられます。',
    roll_when: '古いシークレット',
    roll_now: 'すぐに署名を停止する',
    roll_now_what:
      'シークレットが漏えいした場合に選択します。エンドポイントが新しいシークレットを使うまで検証に失敗し、失敗した配信は再試行されます。',
    roll_hours: { other: '{count} 時間は署名を続ける' },
    roll_do: 'ローテーション',
    roll_new: '新しい署名シークレット',
    roll_once: '表示されるのは今回だけです',
    roll_once_what: 'シークレットをコピーし、エンドポイントが読み取る場所に保存してください。再表示はできません。',
    roll_old_until: '古いシークレットは {when} まで署名を続けます。',
    roll_old_gone: '古いシークレットによる署名は停止しました。',
    roll_kept: '新しいシークレットを保存しました',
    roll_not_kept: '閉じる前にシークレットを保存し、ここをチェックしてください。再表示はできません。',
    copy_secret: 'シークレットをコピー',
    rolled: '{name} の署名シークレットをローテーションしました',

    delete_title: '{name} を削除しますか?',
    delete_what: '送信先とその設定は完全に削除されます。元に戻すことはできません。',
    delete_retries: '以降は何も送信されません。予定されていた再試行は行われず、その配信は失敗として終了します。',
    delete_secret: '署名シークレットは失われます。代わりに作成する送信先のシークレットは別のものになります。',
    delete_kept:
      'この送信先の配信一覧は表示できなくなります。配信の結果は、イベントの発行から 30 日間、各イベントのページで確認できます。',
    delete_or_disable: '一時的に止めるだけなら、代わりに無効化してください。',
    delete_name: '確認のため、送信先の名前を入力してください: {name}',
    delete_mismatch: '送信先の名前と一致しません。',
    deleted: '{name} を削除しました',
  },
});

export type ActionText = keyof (typeof actionMessages)['en'];
