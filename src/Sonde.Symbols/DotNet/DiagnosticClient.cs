using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>Speaks to the runtime of a live .NET process: frames of <c>DOTNET_IPC_V1</c> over its socket, one question a connection.</summary>
internal sealed class DiagnosticClient(DiagnosticSocket socket, int pid, TimeSpan timeout)
{
    private const int HeaderSize = 20;
    private const byte EventPipeCommands = 0x02;
    private const byte StopTracing = 0x01;
    private const byte CollectTracing2 = 0x03;
    private const byte ProcessCommands = 0x04;
    private const byte EnablePerfMapCommand = 0x05;
    private const byte DisablePerfMapCommand = 0x06;
    private const byte ServerCommands = 0xff;
    private const byte Ok = 0x00;
    private const int BufferMegabytes = 64;
    private const uint NetTraceFormat = 1;

    // A rundown of a large process is a few megabytes; a peer that sends without end is not a runtime.
    private const int MaxTrace = 512 << 20;

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private static ReadOnlySpan<byte> Magic => "DOTNET_IPC_V1\0"u8;

    /// <summary>Whether a question was sent: what it asks for may be done even where no answer came in time.</summary>
    public bool HasAsked { get; private set; }

    /// <summary>Has the runtime list all its code.</summary>
    /// <param name="visit">Gets each event of the trace, as it comes.</param>
    /// <exception cref="IOException">The runtime does not answer, refuses, or ends in between.</exception>
    /// <exception cref="NetTraceFormatException">What it sends is no trace, is damaged, or cut short.</exception>
    public void CollectRundown(NetTraceVisitor visit)
    {
        const ulong JitAndReadyToRun = 0x10 | 0x20;
        using Socket session = Connect();
        byte[] id = StartSession(session, JitAndReadyToRun, "Microsoft-Windows-DotNETRuntimeRundown", rundown: true);
        // What it lists, it lists when the session stops; and it answers when all is sent, so the session has to be read meanwhile.
        using Socket stop = Connect();
        Send(stop, EventPipeCommands, StopTracing, id);
        ReadToEnd(session, stop, new NetTraceReader(visit));
        ReceiveAnswer(stop, EventPipeCommands, StopTracing);
    }

    /// <summary>Has the runtime tell of each method that it compiles or drops, as long as the connection is open.</summary>
    /// <returns>The connection, on which the trace comes; the caller disposes it.</returns>
    /// <exception cref="IOException">The runtime does not answer, or refuses.</exception>
    public Socket WatchMethods()
    {
        const ulong JitAndLoader = 0x10 | 0x8;
        Socket session = Connect();
        try
        {
            StartSession(session, JitAndLoader, "Microsoft-Windows-DotNETRuntime", rundown: false);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Has the runtime write the file that perf knows, with what it has compiled until now.</summary>
    /// <param name="isJitDump">Whether a jitdump, which has ReadyToRun code too, or a perf map.</param>
    /// <exception cref="IOException">The runtime does not answer, or refuses: it is older than .NET 8.</exception>
    public void EnablePerfMap(bool isJitDump)
    {
        const uint JitDump = 2;
        const uint PerfMap = 3;
        using Socket connection = Connect();
        Ask(connection, ProcessCommands, EnablePerfMapCommand, Bytes(isJitDump ? JitDump : PerfMap));
    }

    /// <summary>Has the runtime stop to write that file.</summary>
    /// <exception cref="IOException">The runtime does not answer, or refuses.</exception>
    public void DisablePerfMap()
    {
        using Socket connection = Connect();
        Ask(connection, ProcessCommands, DisablePerfMapCommand, []);
    }

    private byte[] StartSession(Socket session, ulong keywords, string provider, bool rundown)
    {
        const uint Verbose = 5;
        byte[] answer = Ask(session, EventPipeCommands, CollectTracing2, [
            .. Bytes((uint)BufferMegabytes), .. Bytes(NetTraceFormat), rundown ? (byte)1 : (byte)0, .. Bytes(1u),
            .. Bytes(keywords), .. Bytes(Verbose), .. Text(provider), .. Bytes(0u)]);
        return answer.Length >= sizeof(ulong) ? answer[..sizeof(ulong)] : throw new IOException("the runtime's answer has no session in it");
    }

    private Socket Connect()
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            connection.SendTimeout = Left();
            using (SafeFileHandle place = socket.Open())
                Connect(connection, place);
            RequirePeer(connection);
            return connection;
        }
        catch (KernelException e)
        {
            connection.Dispose();
            throw new IOException($"cannot connect to {socket}: {e.Message}", e);
        }
        catch (SocketException e)
        {
            connection.Dispose();
            throw new IOException($"cannot connect to {socket}: {e.Message}", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Connect(Socket connection, SafeFileHandle place)
    {
        bool held = false;
        try
        {
            place.DangerousAddRef(ref held);
            connection.Connect(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.DangerousGetHandle()}")));
        }
        finally
        {
            if (held)
                place.DangerousRelease();
        }
    }

    // Folders for temporary files are open to all: somebody else may have put a socket of this name there.
    private void RequirePeer(Socket connection)
    {
        const int SOL_SOCKET = 1;
        const int SO_PEERCRED = 17;
        Span<byte> credentials = stackalloc byte[12];
        connection.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, credentials);
        int peer = BinaryPrimitives.ReadInt32LittleEndian(credentials);
        if (peer != pid)
            throw new IOException($"{socket} belongs to process {peer}, not to process {pid}");
    }

    private byte[] Ask(Socket connection, byte commands, byte command, byte[] question)
    {
        Send(connection, commands, command, question);
        return ReceiveAnswer(connection, commands, command);
    }

    private void Send(Socket connection, byte commands, byte command, byte[] question)
    {
        byte[] frame = [.. Magic, 0, 0, commands, command, 0, 0, .. question];
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(Magic.Length), checked((ushort)frame.Length));
        HasAsked = true;
        Guard(() => connection.Send(frame));
    }

    private byte[] ReceiveAnswer(Socket connection, byte commands, byte command)
    {
        byte[] header = Receive(connection, HeaderSize);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(Magic.Length));
        if (!header.AsSpan().StartsWith(Magic) || header[16] != ServerCommands || size < HeaderSize)
            throw new IOException($"what answers at {socket} is no .NET runtime");
        byte[] answer = Receive(connection, size - HeaderSize);
        if (header[17] != Ok)
            throw new IOException($"the runtime refuses command {commands:x2}{command:x2}: {Describe(answer)}");
        return answer;
    }

    private byte[] Receive(Socket connection, int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int read = ReceiveSome(connection, bytes.AsMemory(done));
            if (read == 0)
                throw new IOException($"what answers at {socket} closed the connection in the middle of an answer");
            done += read;
        }

        return bytes;
    }

    private void ReadToEnd(Socket session, Socket stop, NetTraceReader reader)
    {
        var buffer = new NetTraceBuffer(reader);
        long length = 0;
        while (true)
        {
            var readable = new List<Socket> { session, stop };
            Socket.Select(readable, null, null, TimeSpan.FromMilliseconds(Left()));
            if (readable.Count == 0)
                throw TimedOut();
            // A refusal comes here, and then the session never ends. An agreement stays to be read.
            if (!readable.Contains(session) && stop.Available >= HeaderSize && Peek(stop)[17] != Ok)
                ReceiveAnswer(stop, EventPipeCommands, StopTracing);
            int read = ReceiveSome(session, buffer.Room());
            if (read == 0)
                break;
            length += read;
            // Nothing is to come behind its end; what does is left there, so that the connection comes to its own.
            if (!reader.IsComplete)
                buffer.Take(read);
            if (length > MaxTrace)
                throw new IOException($"what answers at {socket} sends more than {MaxTrace >> 20} MiB");
        }

        reader.RequireEnd(length);
    }

    private byte[] Peek(Socket connection)
    {
        byte[] header = new byte[HeaderSize];
        Guard(() => connection.Receive(header, SocketFlags.Peek));
        return header;
    }

    private int ReceiveSome(Socket connection, Memory<byte> buffer) => Guard(() =>
    {
        connection.ReceiveTimeout = Left();
        return connection.Receive(buffer.Span);
    });

    private T Guard<T>(Func<T> transfer)
    {
        try
        {
            return transfer();
        }
        catch (SocketException e)
        {
            throw e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock
                ? TimedOut()
                : new IOException($"the connection to {socket} broke: {e.Message}", e);
        }
    }

    private int Left()
    {
        TimeSpan left = timeout - _clock.Elapsed;
        return left > TimeSpan.Zero ? (int)Math.Ceiling(left.TotalMilliseconds) : throw TimedOut();
    }

    private IOException TimedOut() => new($"the runtime at {socket} did not answer within {timeout.TotalSeconds:0.#} s");

    private static string Describe(byte[] answer) =>
        answer.Length >= 4 ? $"HRESULT 0x{BinaryPrimitives.ReadUInt32LittleEndian(answer):x8}" : "no reason given";

    private static byte[] Bytes(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Bytes(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    // Its length in characters with the NUL, then UTF-16.
    private static byte[] Text(string text) => [.. Bytes((uint)text.Length + 1), .. Encoding.Unicode.GetBytes(text + '\0')];
}
