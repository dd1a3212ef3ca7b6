using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The kernel of a recording: the one that runs has names for its code only if it is the same, started the same way.</summary>
internal sealed class RecordedKernel : IRecordedCode, IDisposable
{
    private const string Unrecorded = "the recording does not tell which kernel it is of";

    private readonly object _gate = new();
    private readonly RunningKernel _running;
    private readonly KernelFrames _frames;
    private bool _isRecorded;
    private string? _buildId;
    private string _reference = "";
    private ulong _referenceAddress;
    private bool _isCompared;
    private string? _difference;
    private bool _isClosed;

    public RecordedKernel(SymbolizerOptions options)
        : this(options, KernelSymbols.Read, RunningKernel.OfThisMachine())
    {
    }

    /// <summary>One that is compared to a kernel of which is given what the running one says of itself.</summary>
    internal RecordedKernel(SymbolizerOptions options, Func<KernelSymbols> read, RunningKernel running)
    {
        _running = running;
        _frames = new KernelFrames(options, read, running) { IsRecorded = true };
    }

    /// <summary>Why the running kernel is not the recorded one, or cannot be known to be; null where it is.</summary>
    public string? Difference
    {
        get
        {
            lock (_gate)
            {
                if (!_isCompared)
                    (_difference, _isCompared) = (Compare(), true);
                return _difference;
            }
        }
    }

    /// <summary>Notes a mapping of the kernel. The first is the kernel itself, the others are its modules.</summary>
    /// <param name="path"><c>[kernel.kallsyms]_text</c>, where <c>_text</c> is a symbol that lies at <paramref name="fileOffset"/>.</param>
    /// <param name="fileOffset">The address of that symbol.</param>
    /// <param name="buildId">The kernel's build id, or null.</param>
    public void Map(string path, ulong fileOffset, string? buildId)
    {
        if (_isRecorded || !path.StartsWith(RecordedProcesses.KernelPath, StringComparison.Ordinal))
            return;
        lock (_gate)
        {
            _isRecorded = true;
            _isCompared = false;
            (_buildId, _reference, _referenceAddress) = (buildId, path[RecordedProcesses.KernelPath.Length..], fileOffset);
            _frames.BeginRead();
        }
    }

    /// <summary>Names the code at an address. Safe from any thread.</summary>
    public SymbolFrame Name(ulong place)
    {
        lock (_gate)
        {
            if (_isClosed)
                return Unnamed(place, UnknownReason.Closed, null);
            try
            {
                return Difference is { } difference ? Unnamed(place, UnknownReason.OtherKernel, difference) : _frames.Resolve(place);
            }
            catch (Exception e)
            {
                // The names of processes are still wanted.
                return Unnamed(place, UnknownReason.UnreadableFile, e.Message);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _frames.Dispose();
        }
    }

    private static SymbolFrame Unnamed(ulong address, UnknownReason reason, string? explanation) =>
        new(address, FrameKind.Unknown, null) { Reason = reason, Explanation = explanation };

    // Another build has other functions; the same build, started again, may have them elsewhere (KASLR).
    private string? Compare()
    {
        if (!_isRecorded)
            return Unrecorded;
        if (_buildId is not null && _running.BuildId is not null && _buildId != _running.BuildId)
            return $"it was recorded on a kernel of build {_buildId}, the one that runs is of build {_running.BuildId}";
        if (_reference.Length == 0)
            return _buildId is null || _running.BuildId is null ? Unrecorded : null;
        // Where the running kernel hides its addresses, that is why there are no names.
        if (_frames.AddressesOf(_reference) is not { } here || here.Contains(_referenceAddress))
            return null;
        return here.Count == 0
            ? $"the kernel that runs is another one than that which was recorded: it has no symbol {_reference}"
            : $"the kernel that was recorded had {_reference} at 0x{_referenceAddress:x}, the one that runs has it at 0x{here[0]:x}: it is another one, or was started again";
    }
}
