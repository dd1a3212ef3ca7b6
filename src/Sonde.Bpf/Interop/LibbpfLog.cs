using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Bpf;

/// <summary>What libbpf says during one call: kept for the error message, and given to the object's sink.</summary>
/// <remarks>
/// libbpf has one print callback for the process and calls it on the thread that called it. A scope collects what its own
/// thread's calls print; without a scope the text is dropped: a library does not write to the standard error of its host.
/// </remarks>
internal sealed unsafe partial class LibbpfLog : IDisposable
{
    [ThreadStatic]
    private static LibbpfLog? t_current;

    private readonly LibbpfLog? _outer;
    private readonly Action<BpfLogLevel, string>? _sink;
    private readonly BpfLogLevel _sinkLevel;
    private readonly StringBuilder _text = new();
    private List<string>? _candidates;

    private LibbpfLog(LibbpfLog? outer, Action<BpfLogLevel, string>? sink, BpfLogLevel sinkLevel)
    {
        _outer = outer;
        _sink = sink;
        _sinkLevel = sinkLevel;
    }

    /// <summary>The warnings.</summary>
    public string Text => _text.ToString();

    /// <summary>What it said of the kernel types that it found for CO-RE relocations.</summary>
    public IReadOnlyList<string> Candidates => _candidates ?? (IReadOnlyList<string>)[];

    /// <summary>Begins a scope for calls that belong to no object.</summary>
    public static LibbpfLog Begin() => t_current = new LibbpfLog(t_current, null, BpfLogLevel.Warning);

    /// <summary>Begins a scope for calls of an object that was opened with these options.</summary>
    public static LibbpfLog Begin(BpfOpenOptions? options)
        => t_current = new LibbpfLog(t_current, options?.Log, options?.LogLevel ?? BpfLogLevel.Warning);

    public void Dispose() => t_current = _outer;

    [UnmanagedCallersOnly]
    internal static int Print(int level, byte* format, nint arguments)
    {
        LibbpfLog? log = t_current;
        if (log is null)
            return 0;

        try
        {
            log.Take((BpfLogLevel)level, format, arguments);
        }
        catch (Exception e)
        {
            // Nothing may cross the native frame. The error of the call itself is still reported.
            BpfEventSource.Log.LogSinkFailed(e.ToString());
        }

        return 0;
    }

    // Debug text is what a load mostly prints: it is formatted only for those who want it.
    private void Take(BpfLogLevel level, byte* format, nint arguments)
    {
        bool forError = level == BpfLogLevel.Warning;
        bool forSink = _sink is not null && level <= _sinkLevel;
        bool isCandidate = level == BpfLogLevel.Debug
            && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(format).StartsWith("libbpf: CO-RE relocating "u8);
        if (!forError && !forSink && !isCandidate)
            return;

        string text = Format(format, arguments);
        if (forError && text.Contains("Retrying without BTF", StringComparison.Ordinal))
        {
            // Of every ring that declares the type of its records, although it is made all the same.
            (level, forError) = (BpfLogLevel.Debug, false);
            forSink = _sink is not null && level <= _sinkLevel;
        }

        if (forError)
            _text.Append(text);
        if (isCandidate)
            (_candidates ??= []).Add(text);
        if (forSink)
            _sink!(level, text.TrimEnd('\n'));
    }

    private static string Format(byte* format, nint arguments)
    {
        // On x86-64 and arm64 a va_list parameter arrives as a pointer to a struct of 24 or 32 bytes. Measuring consumes it,
        // so measure with a copy.
        byte* copy = stackalloc byte[32];
        Buffer.MemoryCopy((void*)arguments, copy, 32, RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 24 : 32);
        int length = FormatList(null, 0, format, (nint)copy);
        if (length <= 0)
            return "";

        byte* text = (byte*)NativeMemory.Alloc((nuint)length + 1);
        try
        {
            int written = FormatList(text, (nuint)length + 1, format, arguments);
            return Encoding.UTF8.GetString(text, Math.Min(written, length));
        }
        finally
        {
            NativeMemory.Free(text);
        }
    }

    [LibraryImport("libc", EntryPoint = "vsnprintf")]
    private static partial int FormatList(byte* buffer, nuint size, byte* format, nint arguments);
}
