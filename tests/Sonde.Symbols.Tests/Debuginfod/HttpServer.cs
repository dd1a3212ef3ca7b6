using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sonde.Symbols.Tests.Debuginfod;

/// <summary>An HTTP server of this process that answers as a test says, byte by byte.</summary>
internal sealed class HttpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ManualResetEventSlim _end = new();
    private readonly Action<HttpServer, Stream, string> _answer;

    public HttpServer(Action<HttpServer, Stream, string> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public Uri Address { get; }

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Waits until the test is over, as a server that never answers.</summary>
    public void Hang() => _end.Wait();

    public static void Send(Stream stream, string status, byte[] content, params string[] headers)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Length: {content.Length}\r\nConnection: close\r\n{string.Concat(headers.Select(each => each + "\r\n"))}\r\n");
        stream.Write(Encoding.ASCII.GetBytes(head));
        stream.Write(content);
    }

    public void Dispose()
    {
        _end.Set();
        _listener.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        using (NetworkStream stream = client.GetStream())
        {
            try
            {
                var head = new StringBuilder();
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                    head.Append((char)stream.ReadByte());
                string path = head.ToString().Split(' ')[1];
                Asked.Enqueue(path);
                _answer(this, stream, path);
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }
}
