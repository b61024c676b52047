/** What can go wrong, in words: what it means, and what to do about it. `explanations.ts` chooses. */
import { defineMessages } from '../../i18n/messages.ts';

export const explanationMessages = defineMessages({
  en: {
    redirect:
      'The endpoint answered with a redirect. Redirects are not followed, since the signed request is meant for this address. Set the final URL at the destination.',
    timeout:
      'The endpoint took too long. Answer first, with any 2xx status, and do the work afterwards: put the event in a queue of your own.',
    dns: 'The host name could not be resolved. Check the URL for typing errors, and the DNS records of the host.',
    refused:
      'The host refused the connection: nothing listens on that port. Check that the server runs, and the port in the URL.',
    reset:
      'The connection was closed before the answer was complete. The server, or a proxy in front of it, crashed, restarted or gave up.',
    unreachable:
      'There is no network route to the host. Check its address, and whether it is reachable from the internet.',
    tls: 'No trusted TLS connection could be made. Check that the certificate is valid for this host, has not expired, and that the server sends the whole chain. TLS 1.2 or newer is needed.',
    blocked_address:
      'The host has a private or reserved address. Deliveries go to public addresses only. Use an address that is reachable from the internet.',
    invalid_response:
      'The response is not a valid HTTP response to a POST request. Check that the port is that of a web server, and that http and https are not mixed up.',
    internal:
      'The attempt failed on this side, not at the endpoint. It is tried again; tell the platform if it goes on.',
    http_400:
      'The endpoint did not accept the request (400). Mostly it could not read the body, or the signature check failed: check that it verifies the raw body, before any JSON parsing.',
    http_401:
      'The endpoint wants to be logged in to (401). Deliveries carry a signature, not a login: exempt this path from authentication and verify the signature instead.',
    http_403:
      'The endpoint forbids the request (403). Often a firewall, CSRF protection or an IP list stands in front: let POST requests to this path through.',
    http_404:
      'There is nothing at this path (404). Check the URL of the destination, and whether the route is deployed.',
    http_405:
      'The path does not take POST requests (405). Check the URL, a trailing slash too, and the method of the route.',
    http_408: 'The endpoint gave up waiting for the request (408). A proxy in front of it may be overloaded.',
    http_410:
      'The endpoint says that it is gone for good (410). The destination was disabled because of it. Enable it again when the endpoint is back.',
    http_413:
      'The event is too large for the endpoint (413). Raise the limit for request bodies, or take thin payloads.',
    http_415: 'The endpoint does not take this content type (415). Events come as application/json.',
    http_422:
      'The endpoint read the event and refused what is in it (422). Look at the response, and at your handler for this event type. Answer 2xx for types that you do not handle.',
    http_429:
      'The endpoint gets more requests than it takes (429). Raise its limit, or answer with Retry-After to say when to come back.',
    http_429_wait:
      'The endpoint gets more requests than it takes (429) and asks to come back later (Retry-After: {wait}). After an automatic attempt, the next retry waits that long.',
    http_4xx:
      'The endpoint refused the request with status {status}. Look at the response, and at the log of your server.',
    http_500:
      'The code of the endpoint failed (500). Look at the log of your server at this time; the webhook-id header names the event.',
    http_502:
      'A proxy in front of the endpoint got no valid answer from it (502). Check that the server behind it runs.',
    http_503: 'The endpoint is not available at the moment (503): it is overloaded, starting or in maintenance.',
    http_503_wait:
      'The endpoint is not available at the moment (503) and asks to come back later (Retry-After: {wait}). After an automatic attempt, the next retry waits that long.',
    http_504:
      'A proxy in front of the endpoint waited too long for its answer (504). Answer first, and do the work afterwards.',
    http_5xx: 'The endpoint failed with status {status}. Look at the log of your server at this time.',
    eventbridge_denied:
      'EventBridge denied access. Put the bus policy, or the policies of the role, in place as the destination shows them.',
    eventbridge_gone: 'There is no such event bus or event source. It was deleted, or is in another account or region.',
    eventbridge_throttled:
      'EventBridge is asked for more than its quota. It is tried again; raise the quota of PutEvents if it goes on.',
    eventbridge_credentials:
      'The credentials for the bus were not accepted. It is tried again with new ones; check the trust policy of the role if it goes on.',
    eventbridge_fault: 'EventBridge had a fault of its own. It is tried again.',
    eventbridge_invalid: 'EventBridge refused the entry as invalid. Trying again does not help.',
    eventbridge_too_large:
      'The event is larger than EventBridge takes. Trying again does not help; take thin payloads.',
    eventbridge: 'EventBridge refused the entry.',
    failed_attempts_exhausted:
      'All retries failed. It is not tried again by itself: mend the endpoint, then resend it.',
    failed_destination_disabled:
      'The destination was disabled when it was due. Enable the destination, then resend it.',
    failed_destination_deleted: 'The destination was deleted before it was delivered.',
    failed_gone:
      'The endpoint or event bus is gone, so that the destination was disabled. Enable the destination when it is back, then resend.',
    failed_refused_by_target:
      'The target refused it for good, so that it is not tried again. See the last attempt for the reason.',
    failed_event_expired: 'The event was older than events are kept when it was due. It can no longer be sent.',
    failed_never_attempted:
      'No attempt was made. The platform stored the event, but publishing it did not complete. Resend the event.',
    failed_render_failed:
      "The event could not be put into the destination's API version, so that nothing was sent. Mend the catalog's change, then resend it.",
    failed_internal_error:
      'An internal error kept the platform from delivering it until its retry period ended. Resend it; contact the platform if it fails again.',
    short_attempts_exhausted: 'All retries failed',
    short_destination_disabled: 'Destination disabled',
    short_destination_deleted: 'Destination deleted',
    short_gone: 'Endpoint or bus gone',
    short_refused_by_target: 'Refused for good',
    short_event_expired: 'Event expired',
    short_never_attempted: 'Never attempted',
    short_render_failed: 'Could not be rendered',
    short_internal_error: 'Internal error',
    name_timeout: 'Timeout',
    name_dns: 'DNS error',
    name_refused: 'Connection refused',
    name_reset: 'Connection closed',
    name_unreachable: 'Unreachable',
    name_tls: 'TLS error',
    name_blocked_address: 'Address not allowed',
    name_invalid_response: 'Invalid response',
    name_internal: 'Platform fault',
  },
  ja: {
    redirect:
      'エンドポイントがリダイレクトを返しました。署名付きリクエストはこのアドレス宛てのため、リダイレクトには従いません。送信先に最終的な URL を設定してください。',
    timeout:
      'エンドポイントの応答に時間がかかりすぎました。まず 2xx を返し、処理は自前のキューに入れて後から行ってください。',
    dns: 'ホスト名を解決できませんでした。URL の綴りとホストの DNS レコードを確認してください。',
    refused:
      'ホストが接続を拒否しました。そのポートでは何も待ち受けていません。サーバーの稼働状況と URL のポートを確認してください。',
    reset:
      '応答が完了する前に接続が閉じられました。サーバーまたは前段のプロキシが異常終了、再起動、または処理を打ち切りました。',
    unreachable:
      'ホストへのネットワーク経路がありません。アドレスと、インターネットから到達できるかを確認してください。',
    tls: '信頼できる TLS 接続を確立できませんでした。証明書がこのホストで有効か、期限切れでないか、サーバーが証明書チェーン全体を送っているかを確認してください。TLS 1.2 以上が必要です。',
    blocked_address:
      'ホストのアドレスがプライベートまたは予約済みです。配信先はパブリックアドレスに限られます。インターネットから到達できるアドレスを使ってください。',
    invalid_response:
      'POST リクエストに対する有効な HTTP 応答ではありません。ポートがウェブサーバーのものか、http と https を取り違えていないかを確認してください。',
    internal:
      'エンドポイントではなく、こちら側で試行に失敗しました。自動的に再試行されます。続く場合はプラットフォームに連絡してください。',
    http_400:
      'エンドポイントがリクエストを受け付けませんでした (400)。本文を読めなかったか、署名検証に失敗した場合がほとんどです。JSON に変換する前の生の本文で検証しているか確認してください。',
    http_401:
      'エンドポイントが認証を求めています (401)。配信にはログイン情報ではなく署名が付きます。このパスを認証の対象から外し、署名を検証してください。',
    http_403:
      'エンドポイントがリクエストを禁止しています (403)。ファイアウォール、CSRF 対策、IP 制限が原因であることが多いです。このパスへの POST を許可してください。',
    http_404: 'このパスには何もありません (404)。送信先の URL と、ルートがデプロイされているかを確認してください。',
    http_405:
      'このパスは POST を受け付けません (405)。URL (末尾のスラッシュを含む) とルートのメソッドを確認してください。',
    http_408: 'エンドポイントがリクエストの待機を打ち切りました (408)。前段のプロキシが過負荷の可能性があります。',
    http_410:
      'エンドポイントが恒久的になくなったと応答しました (410)。そのため送信先は無効になりました。復旧したら送信先を有効にしてください。',
    http_413:
      'イベントがエンドポイントの上限より大きすぎます (413)。リクエスト本文の上限を上げるか、軽量ペイロードを使ってください。',
    http_415: 'エンドポイントがこのコンテンツタイプを受け付けません (415)。イベントは application/json で送られます。',
    http_422:
      'エンドポイントはイベントを読みましたが、内容を拒否しました (422)。応答と、このイベントタイプの処理を確認してください。扱わないタイプには 2xx を返してください。',
    http_429:
      'エンドポイントが受け付けられる量を超えています (429)。上限を上げるか、Retry-After で再開時刻を知らせてください。',
    http_429_wait:
      'エンドポイントが受け付けられる量を超えており (429)、後で来るよう求めています (Retry-After: {wait})。自動の試行の後は、次の再試行をその時間だけ待ちます。',
    http_4xx:
      'エンドポイントがステータス {status} でリクエストを拒否しました。応答とサーバーのログを確認してください。',
    http_500:
      'エンドポイントのコードが失敗しました (500)。この時刻のサーバーのログを確認してください。webhook-id ヘッダーがイベントを示します。',
    http_502:
      'エンドポイントの前段のプロキシが有効な応答を得られませんでした (502)。背後のサーバーが動いているか確認してください。',
    http_503: 'エンドポイントは現在利用できません (503)。過負荷、起動中、またはメンテナンス中です。',
    http_503_wait:
      'エンドポイントは現在利用できず (503)、後で来るよう求めています (Retry-After: {wait})。自動の試行の後は、次の再試行をその時間だけ待ちます。',
    http_504:
      'エンドポイントの前段のプロキシが応答を待ちきれませんでした (504)。先に応答し、処理は後から行ってください。',
    http_5xx: 'エンドポイントがステータス {status} で失敗しました。この時刻のサーバーのログを確認してください。',
    eventbridge_denied:
      'EventBridge にアクセスを拒否されました。送信先に表示されているバスのポリシー、またはロールのポリシーを設定してください。',
    eventbridge_gone:
      'そのイベントバスまたはイベントソースがありません。削除されたか、別のアカウントやリージョンにあります。',
    eventbridge_throttled:
      'EventBridge のクォータを超えています。自動的に再試行されます。続く場合は PutEvents のクォータを上げてください。',
    eventbridge_credentials:
      'バスへの認証情報が受け付けられませんでした。新しい認証情報で再試行されます。続く場合はロールの信頼ポリシーを確認してください。',
    eventbridge_fault: 'EventBridge 側で障害が発生しました。自動的に再試行されます。',
    eventbridge_invalid: 'EventBridge がエントリを無効として拒否しました。再試行しても解決しません。',
    eventbridge_too_large:
      'イベントが EventBridge の上限を超えています。再試行しても解決しません。軽量ペイロードを使ってください。',
    eventbridge: 'EventBridge がエントリを拒否しました。',
    failed_attempts_exhausted:
      'すべての再試行が失敗しました。自動では再試行されません。エンドポイントを直してから再送してください。',
    failed_destination_disabled: '配信時に送信先が無効でした。送信先を有効にしてから再送してください。',
    failed_destination_deleted: '配信の前に送信先が削除されました。',
    failed_gone:
      'エンドポイントまたはイベントバスがなくなったため、送信先は無効になりました。復旧したら送信先を有効にして再送してください。',
    failed_refused_by_target: '配信先が恒久的に拒否したため、再試行されません。理由は最後の試行を見てください。',
    failed_event_expired: '配信時にイベントの保存期間が過ぎていました。もう送信できません。',
    failed_never_attempted:
      '配信は一度も試行されていません。イベントは保存されましたが、発行処理が完了しませんでした。イベントを再送してください。',
    failed_render_failed:
      'イベントを送信先の API バージョンに変換できなかったため、何も送信されていません。カタログの変更を直してから再送してください。',
    failed_internal_error:
      '内部エラーのため、再試行期間が終わるまで配信できませんでした。再送してください。再び失敗する場合はプラットフォームの運営元に連絡してください。',
    short_attempts_exhausted: '再試行がすべて失敗',
    short_destination_disabled: '送信先が無効',
    short_destination_deleted: '送信先が削除済み',
    short_gone: 'エンドポイントまたはバスの消失',
    short_refused_by_target: '恒久的に拒否',
    short_event_expired: 'イベントの期限切れ',
    short_never_attempted: '未試行のまま終了',
    short_render_failed: '変換に失敗',
    short_internal_error: '内部エラー',
    name_timeout: 'タイムアウト',
    name_dns: 'DNS エラー',
    name_refused: '接続拒否',
    name_reset: '接続切断',
    name_unreachable: '到達不能',
    name_tls: 'TLS エラー',
    name_blocked_address: '許可されないアドレス',
    name_invalid_response: '無効な応答',
    name_internal: 'プラットフォームの障害',
  },
});

export type ExplanationKey = keyof (typeof explanationMessages)['en'];
