namespace Sonde.Symbols;

/// <summary>Names addresses of processes that were recorded, by what they had mapped when: they have ended, or run on, or another has their number.</summary>
/// <remarks>
/// <para>It is told what happened in the order in which it happened, and asked in between. Code of one place of one file has one frame in all
/// processes, and what was asked for once is found again without allocating. It remembers all frames, and the last processes that ended.</para>
/// <para>
/// Code that a runtime compiled is named by a trace of its methods (<see cref="AddMethods"/>); by the jitdump that it had mapped; by the jitdump or
/// perf map that lies in <see cref="SymbolizerOptions.JitFileFolders"/>. The first two tell when code was where, in times of
/// <c>CLOCK_MONOTONIC</c>, which a recording has that was made with <c>perf record -k mono</c>.
/// </para>
/// <para>One thread at a time.</para>
/// </remarks>
public sealed partial class RecordedProcesses : IDisposable
{
    /// <summary>A time that is not known, or is of a clock other than <c>CLOCK_MONOTONIC</c>: compiled code is named by what was last at its address.</summary>
    public const ulong UnknownTime = ulong.MaxValue;

    /// <summary>What the path of the kernel's mapping begins with, and what perf calls the kernel among build ids.</summary>
    public const string KernelPath = "[kernel.kallsyms]";

    // Records of a process come after its end: other threads of it, and CPUs whose records are read later.
    private const int MostEnded = 64;

    private const int KernelOwner = 1;

    private readonly RecordedFiles _files;
    private readonly RecordedKernel _kernel;
    private readonly NumberTable _kernelFound = new();
    private readonly RecentFrames _recentKernel = new();
    private readonly RecentFrames _recent = new();

    // Each with a number of its own for as long as the process has it: what it has is its parent's as well where it only forked.
    private readonly Dictionary<int, (RecordedSpace Space, int Life)> _spaces = [];
    private readonly Queue<(int Pid, int Life)> _ended = new();
    private RecordedSpace? _last;
    private int _lastPid;

    /// <summary>Makes one that knows no process yet.</summary>
    /// <param name="options">
    /// How to look; null for the defaults. Runtimes are not asked: what they have compiled is as recorded no more. What they wrote is read, and
    /// see <see cref="AddMethods"/>.
    /// </param>
    public RecordedProcesses(SymbolizerOptions? options = null)
    {
        options ??= new SymbolizerOptions();
        _kernel = new RecordedKernel(options);
        _files = new RecordedFiles(options, _kernel);
    }

    /// <summary>One whose recordings are compared to another kernel than the running one.</summary>
    internal RecordedProcesses(SymbolizerOptions options, RecordedKernel kernel)
    {
        _kernel = kernel;
        _files = new RecordedFiles(options, kernel);
    }

    /// <summary>All frames that were found, by their numbers. One is named when it is first asked for here, which takes the files to be open yet.</summary>
    public IReadOnlyList<SymbolFrame> Frames => _files.Frames;

    /// <summary>Notes a mapping of code. What was there before is gone where it overlaps.</summary>
    /// <param name="pid">
    /// The process, as the recording numbers it. One of the kernel, -1, says which kernel was recorded: its code has names only if the running one
    /// has the same build id, where both are known, and has the symbol in <paramref name="path"/> at the same address.
    /// </param>
    /// <param name="start">The first address.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="fileOffset">Where in the file it begins; of the kernel the address of the symbol in <paramref name="path"/>, as perf records it.</param>
    /// <param name="path">
    /// The path, or what the kernel names other memory: <c>[vdso]</c>, <c>//anon</c>, <c>/memfd:NAME</c>; of the kernel <c>[kernel.kallsyms]_text</c>.
    /// </param>
    /// <param name="buildId">The file's build id, lower-case hexadecimal; null where it was not recorded, and then whatever is at the path is taken.</param>
    public void Map(int pid, ulong start, ulong length, ulong fileOffset, string path, string? buildId = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (pid < 0)
            _kernel.Map(path, fileOffset, buildId);
        if (pid < 0 || length == 0)
            return;
        RecordedSpace space = Space(pid);
        if (space.IsShared)
            Set(pid, space = space.Copy(pid));
        space.Map(start, length, fileOffset, _files.Get(path, buildId));
    }

    /// <summary>Notes that a process was forked: it has what its parent has.</summary>
    /// <param name="parent">The process that forked.</param>
    /// <param name="child">The new one.</param>
    public void Fork(int parent, int child)
    {
        if (parent == child)
            return;
        RecordedSpace space = Space(parent);
        space.ForgetBefore();
        space.IsShared = true;
        Set(child, space);
    }

    /// <summary>Notes that a process executed another program: what it had mapped is gone.</summary>
    /// <remarks>
    /// Its last samples before that are still of its old code, and so are those in the call itself: until code of the new program is asked for, the old is
    /// named where the new program has nothing.
    /// </remarks>
    /// <param name="pid">The process.</param>
    public void Execute(int pid) => Set(pid, Space(pid).Execute(pid));

    /// <summary>Notes that a process ended. It is forgotten when some dozens of others have ended after it.</summary>
    /// <param name="pid">The process.</param>
    public void Exit(int pid)
    {
        if (!_spaces.TryGetValue(pid, out (RecordedSpace Space, int Life) process))
            return;
        _ended.Enqueue((pid, process.Life));
        if (_ended.Count <= MostEnded)
            return;
        (int oldest, int life) = _ended.Dequeue();
        // Another process may have its number since.
        if (_spaces.TryGetValue(oldest, out (RecordedSpace Space, int Life) now) && now.Life == life)
            _spaces.Remove(oldest);
        _last = null;
    }

    /// <summary>Names the code at an address.</summary>
    /// <remarks>
    /// A frame of a file has as its address the offset in the file, which is the same in all processes, every other the address itself.
    /// Of a callchain all addresses but the innermost are where calls return to: look up the address before, which is in the call.
    /// </remarks>
    /// <param name="pid">The process.</param>
    /// <param name="address">An address of the process, or of the kernel.</param>
    /// <param name="time">When, in nanoseconds of <c>CLOCK_MONOTONIC</c>; where that is not known <see cref="UnknownTime"/>.</param>
    public SymbolFrame Resolve(int pid, ulong address, ulong time = UnknownTime) => _files.Frames[Find(pid, address, time)];

    /// <summary>Finds the number of the frame at an address, so that what is made of frames can be kept in an array.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="address">An address of the process, or of the kernel.</param>
    /// <param name="time">When, in nanoseconds of <c>CLOCK_MONOTONIC</c>; where that is not known <see cref="UnknownTime"/>.</param>
    /// <returns>The place in <see cref="Frames"/>.</returns>
    public int Find(int pid, ulong address, ulong time = UnknownTime) => Find(LastSpace(pid), address, time, out _);

    /// <summary>Finds the numbers of the frames of a callchain, from the outermost on.</summary>
    /// <remarks>
    /// What it has in common with the chain before of its process is not looked up again. Each address but the first behind a mark is where a call
    /// returns to, which is the next function's beginning where a function ends in a call that never returns.
    /// </remarks>
    /// <param name="pid">The process.</param>
    /// <param name="chain">The addresses from the innermost on, as they are recorded. Entries from -4095 on (PERF_CONTEXT_*) are marks, which have no frame.</param>
    /// <param name="time">When, in nanoseconds of <c>CLOCK_MONOTONIC</c>; where that is not known <see cref="UnknownTime"/>.</param>
    /// <param name="inCalls">
    /// Whether the byte before is looked up of addresses where calls return to, which is in the call, as names and lines are wanted; if not set, the
    /// addresses as they are recorded, as <c>perf script</c> prints them.
    /// </param>
    /// <returns>The places in <see cref="Frames"/>, valid until the next call.</returns>
    public ReadOnlySpan<int> FindChain(int pid, ReadOnlySpan<ulong> chain, ulong time = UnknownTime, bool inCalls = false) =>
        FindInTurn(pid, chain, time, inCalls).Frames;

    /// <summary>
    /// Closes the files, when a name that another thread is at has been made. Frames that it gave stay valid; those only found have no names any
    /// more (<see cref="UnknownReason.Closed"/>).
    /// </summary>
    public void Dispose()
    {
        _files.Dispose();
        _kernel.Dispose();
    }

    /// <summary>Finds the frames of a callchain, and what it has in common with the one before of its process.</summary>
    internal RecordedChain FindInTurn(int pid, ReadOnlySpan<ulong> chain, ulong time, bool inCalls)
    {
        RecordedSpace space = LastSpace(pid);
        RecordedChain found = space.Chain;
        for (int i = chain.Length - 1 - found.KeepCommon(chain, inCalls); i >= 0; i--)
        {
            if (RecordedChain.IsMark(chain[i]))
            {
                found.AddMark(chain[i]);
                continue;
            }

            ulong asked = RecordedChain.EntryAt(chain, i, inCalls);
            found.Add(chain[i], asked, Find(space, asked, time, out bool isAlways), isAlways);
        }

        return found;
    }

    private int Find(RecordedSpace space, ulong address, ulong time, out bool isAlways)
    {
        // The kernel has the upper half on every machine whose recordings are read.
        isAlways = true;
        if ((long)address < 0)
            return _recentKernel.Find(KernelOwner, address) is var kernel and >= 0 ? kernel : FindKernel(address);
        int number = _recent.Find(space.Version, address);
        if (number >= 0)
            return number;
        number = space.Find(address, time, out isAlways);
        if (isAlways)
            _recent.Keep(space.Version, address, number);
        return number;
    }

    private int FindKernel(ulong address)
    {
        int number = _kernelFound.Find(address);
        if (number < 0)
            _kernelFound.Add(address, number = _files.Frames.Add(_kernel, address));
        _recentKernel.Keep(KernelOwner, address, number);
        return number;
    }

    private RecordedSpace LastSpace(int pid)
    {
        if (_last is null || pid != _lastPid)
            (_last, _lastPid) = (Space(pid), pid);
        return _last;
    }

    private RecordedSpace Space(int pid)
    {
        if (!_spaces.TryGetValue(pid, out (RecordedSpace Space, int Life) process))
            _spaces.Add(pid, process = (new RecordedSpace(_files, pid), _files.NextVersion()));
        return process.Space;
    }

    private void Set(int pid, RecordedSpace space)
    {
        _spaces[pid] = (space, _files.NextVersion());
        _last = null;
    }
}
