import type { Framework } from './framework.ts';
import { forEachType } from './literal.ts';

const FETCH_EVENT = `
// Returns the full event, with its data.
async Task<JsonDocument> FetchEventAsync(string id) =>
    await http.GetFromJsonAsync<JsonDocument>($"v2/core/events/{Uri.EscapeDataString(id)}")
        ?? throw new InvalidOperationException($"Event {id} is empty.");
`;

export const dotnetAspNet: Framework = {
  id: 'dotnet-aspnet',
  label: '.NET, ASP.NET Core',
  destinationType: 'webhook_endpoint',
  language: 'csharp',
  install: 'dotnet new web --name Webhook --output . && dotnet add package Stripe.net',
  run: 'dotnet run --urls http://localhost:3000',
  generate({ eventTypes, payload }) {
    const thin = payload === 'thin';
    const what = thin
      ? 'data describes what happened'
      : 'data.GetProperty("object") is the object at the time of the event';
    const cases = forEachType('csharp', eventTypes, (type) => [
      `        case ${type}:`,
      `            // Handle it here: ${what}.`,
      '            break;',
    ]);
    const code = `// Receives events at POST /webhook, verifies their signatures and handles them.
${thin ? 'using System.Net.Http.Headers;\n' : ''}using System.Text;
using System.Text.Json;

// The signing secret of the destination, whsec_…
var secret = Setting("WEBHOOK_SECRET");
${
  thin
    ? `
// The URL of the API, https://…, and a key with permission to read events, sk_… or rk_…
var http = new HttpClient
{
    BaseAddress = new Uri(Setting("API_BASE_URL")),
    Timeout = TimeSpan.FromSeconds(5),
};
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("API_KEY"));
`
    : ''
}
var app = WebApplication.CreateBuilder(args).Build();

app.MapPost("/webhook", async (HttpRequest request) =>
{
    // The signature covers the exact text of the body, so read it before parsing.
    using var reader = new StreamReader(request.Body, Encoding.UTF8);
    var payload = await reader.ReadToEndAsync();
    try
    {
        // Verify only the signature: the library has no classes for the objects of the platform.
        Stripe.EventUtility.ValidateSignature(payload, request.Headers["Stripe-Signature"].ToString(), secret);
    }
    catch (Stripe.StripeException error)
    {
        app.Logger.LogWarning("Rejected a delivery: {Reason}", error.Message);
        return Results.BadRequest("the signature is not valid");
    }

    // If this fails, ASP.NET returns 500 and the delivery is retried.
${
  thin
    ? `    using var notification = JsonDocument.Parse(payload);
    // A thin event contains only ids, so the handler fetches its data.
    using var fetched = await FetchEventAsync(notification.RootElement.GetProperty("id").GetString()!);
    Handle(fetched.RootElement);`
    : `    using var parsed = JsonDocument.Parse(payload);
    Handle(parsed.RootElement);`
}
    return Results.Ok();
});

app.Run();

// Must return within seconds, or the attempt fails. Put longer work into a queue.
void Handle(JsonElement received)
{
    var id = received.GetProperty("id").GetString();
    var type = received.GetProperty("type").GetString();
    ${
      thin
        ? 'var data = received.TryGetProperty("data", out var value) ? value : default;'
        : 'var data = received.GetProperty("data");'
    }
    app.Logger.LogInformation("Received {Id} {Type}", id, type);

    // Deliveries are at least once: insert the id into a table with a unique key, in the transaction
    // of your own changes, and return here if it is already there.
    switch (type)
    {
${cases}        default:
            app.Logger.LogWarning("No handler for events of type {Type}", type);
            break;
    }
}
${thin ? FETCH_EVENT : ''}
string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set.");
`;
    return [{ name: 'Program.cs', language: 'csharp', code }];
  },
};
