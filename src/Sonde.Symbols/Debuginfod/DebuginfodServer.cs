using System.Net;

namespace Sonde.Symbols;

/// <summary>A debuginfod server, as long as it answers.</summary>
internal sealed class DebuginfodServer(HttpClient client, Uri address, DebuginfodOptions options)
{
    // debuginfod's measure of a server that is alive: so many bytes in each time-out.
    private const int BytesPerTimeout = 100_000;
    private const int BufferSize = 1 << 16;

    private long _failedAt = long.MinValue;

    /// <summary>Where it is.</summary>
    public Uri Address => address;

    /// <summary>The client that asks all servers.</summary>
    public static HttpClient MakeClient(DebuginfodOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = options.MaxRedirects > 0,
            MaxAutomaticRedirections = Math.Max(options.MaxRedirects, 1),
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            ConnectTimeout = DebuginfodOptions.Limit(options.Timeout),
            MaxResponseHeadersLength = 64,
            // An answer that is broken off is not read to its end.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Whether it did not answer a short time ago, and is not asked again yet: each question could take as long as the last.</summary>
    public bool IsResting(TimeSpan restTime)
    {
        long failedAt = Interlocked.Read(ref _failedAt);
        return failedAt != long.MinValue && Environment.TickCount64 - failedAt < restTime.TotalMilliseconds;
    }

    /// <summary>Fetches a file.</summary>
    /// <param name="path">Its path below the server's address.</param>
    /// <param name="into">Where it is written to.</param>
    /// <param name="isNotThere">Whether the server says that it has none.</param>
    /// <param name="fault">What went wrong.</param>
    /// <returns>Whether it came whole.</returns>
    /// <exception cref="DebuginfodStorageException">It cannot be written, which is no fault of the server.</exception>
    public bool TryFetch(string path, Stream into, out bool isNotThere, out string? fault)
    {
        isNotThere = false;
        fault = null;
        var url = new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{path}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
        using var total = new CancellationTokenSource(DebuginfodOptions.Limit(options.MaxTime));
        using CancellationTokenRegistration end = total.Token.Register(limit.Cancel);
        limit.CancelAfter(DebuginfodOptions.Limit(options.Timeout));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            isNotThere = response.StatusCode == HttpStatusCode.NotFound;
            if (isNotThere)
                return false;
            if (!response.IsSuccessStatusCode)
            {
                fault = $"{url} answers {(int)response.StatusCode} {response.ReasonPhrase}";
                if (response.StatusCode >= HttpStatusCode.InternalServerError || response.StatusCode == HttpStatusCode.TooManyRequests)
                    Interlocked.Exchange(ref _failedAt, Environment.TickCount64);
                return false;
            }

            // A read that waits is ended by closing the connection under it.
            using CancellationTokenRegistration close = limit.Token.Register(response.Dispose);
            return TryCopy(response, into, limit, out fault, url);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException or InvalidDataException)
        {
            fault = options.Cancellation.IsCancellationRequested ? $"{url} was broken off"
                : limit.IsCancellationRequested ? $"{url} takes too long"
                : $"{url} cannot be fetched: {e.Message}";
            if (!options.Cancellation.IsCancellationRequested)
                Interlocked.Exchange(ref _failedAt, Environment.TickCount64);
            return false;
        }
    }

    // The size counts that is written: a short answer may unpack to any length.
    private bool TryCopy(HttpResponseMessage response, Stream into, CancellationTokenSource limit, out string? fault, Uri url)
    {
        fault = null;
        using Stream content = response.Content.ReadAsStream(limit.Token);
        byte[] buffer = new byte[BufferSize];
        long written = 0;
        long counted = 0;
        while (content.Read(buffer) is var read and > 0)
        {
            written += read;
            if (written > options.MaxBytes)
            {
                fault = $"{url} has more than {options.MaxBytes} bytes";
                return false;
            }

            Write(into, buffer.AsSpan(0, read));
            if (written - counted < BytesPerTimeout)
                continue;
            counted = written;
            limit.CancelAfter(DebuginfodOptions.Limit(options.Timeout));
        }

        // What was closed under it may read as an end.
        limit.Token.ThrowIfCancellationRequested();
        return true;
    }

    private static void Write(Stream into, ReadOnlySpan<byte> bytes)
    {
        try
        {
            into.Write(bytes);
        }
        catch (IOException e)
        {
            throw new DebuginfodStorageException(e);
        }
    }
}
