import type { Framework } from './framework.ts';
import { forEachType } from './literal.ts';

export const rubySinatra: Framework = {
  id: 'ruby-sinatra',
  label: 'Ruby, Sinatra',
  destinationType: 'webhook_endpoint',
  language: 'ruby',
  install: 'gem install stripe sinatra rackup puma',
  run: 'APP_ENV=production ruby webhook.rb',
  generate({ eventTypes, payload }) {
    const thin = payload === 'thin';
    const what = thin
      ? 'event.data describes what happened'
      : 'event.data.object is the object at the time of the event';
    const unknown = 'logger.warn("no handler for events of type #{event.type.inspect}")';
    const cases = forEachType('ruby', eventTypes, (type) => [`    when ${type}`, `      # Handle it here: ${what}.`]);
    // Ruby does not allow a case without a when.
    const act = cases ? `    case event.type\n${cases}    else\n      ${unknown}\n    end` : `    ${unknown}`;
    const code = `# frozen_string_literal: true

# Receives events at POST /webhook, verifies their signatures and handles them.
require "json"
require "sinatra"
require "stripe"

# The signing secret of the destination, whsec_…
WEBHOOK_SECRET = ENV.fetch("WEBHOOK_SECRET")
${
  thin
    ? `
# A key with permission to read events, sk_… or rk_…, and the URL of the API, https://…
API = Stripe::StripeClient.new(ENV.fetch("API_KEY"), api_base: ENV.fetch("API_BASE_URL"))
`
    : ''
}
set :port, ENV.fetch("PORT", "3000").to_i

helpers do
  # Must return within seconds, or the attempt fails. Put longer work into a queue.
  def handle(${thin ? 'notification' : 'event'})
${
  thin
    ? `    # A thin event contains only ids, so the handler fetches its data.
    event = notification.fetch_event
`
    : ''
}    logger.info("received #{event.id} #{event.type}")
    # Deliveries are at least once: insert event.id into a table with a unique key, in the transaction
    # of your own changes, and return here if it is already there.
${act}
  end
end

post "/webhook" do
  # The signature covers the exact bytes of the body, so read them before parsing.
  payload = request.body.read
  signature = request.env["HTTP_STRIPE_SIGNATURE"]
  begin
    ${thin ? 'notification = API.parse_event_notification' : 'event = Stripe::Webhook.construct_event'}(payload, signature, WEBHOOK_SECRET)
  rescue JSON::ParserError, Stripe::SignatureVerificationError => e
    logger.warn("rejected a delivery: #{e.message}")
    halt 400, "the signature is not valid"
  end
  # If this fails, Sinatra returns 500 and the delivery is retried.
  handle(${thin ? 'notification' : 'event'})
  status 200
end
`;
    return [{ name: 'webhook.rb', language: 'ruby', code }];
  },
};
