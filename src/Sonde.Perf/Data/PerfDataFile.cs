using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>A recording of <c>perf record</c> or another writer of <c>perf.data</c>: of a file, or what was written into a pipe.</summary>
/// <remarks>
/// <para>The header and the events are read when it is opened, records by as many readers as wanted, each for itself. The object is safe from
/// any thread; a reader is for one thread.</para>
/// <para>64-bit little-endian recordings with the magic PERFILE2 are read.</para>
/// </remarks>
public sealed class PerfDataFile : IDisposable
{
    private const int MonotonicClock = 1;

    private readonly SafeFileHandle _handle;
    private readonly PerfDataHeader _header;
    private readonly PerfEventTable _events;

    private PerfDataFile(SafeFileHandle handle, PerfDataHeader header, PerfEventTable events, IReadOnlyDictionary<string, string> buildIds)
    {
        BuildIds = buildIds;
        _handle = handle;
        _header = header;
        _events = events;
        HasMonotonicTimes = Events.Count > 0 && Events.All(each =>
            (each.Attributes.Flags & PerfEventFlags.UseClockId) != 0 && each.Attributes.ClockId == MonotonicClock
            && (each.Attributes.SampleFields & PerfSampleFields.Time) != 0);
    }

    /// <summary>The events that were recorded, in their order.</summary>
    public IReadOnlyList<PerfDataEvent> Events => _events.Events;

    /// <summary>The build ids of the files that its samples are in, lower-case hexadecimal, by path; empty where the recording does not say.</summary>
    public IReadOnlyDictionary<string, string> BuildIds { get; }

    /// <summary>Whether it was written into a pipe: what a file has in its header comes as records then.</summary>
    public bool IsPipe => _header.IsPipe;

    /// <summary>
    /// Whether all records have times, and these are of CLOCK_MONOTONIC (<c>perf record -k mono</c>), as those that runtimes write of their code
    /// are. Else they are of the kernel's own clock, or of another, and compare to nothing else.
    /// </summary>
    public bool HasMonotonicTimes { get; }

    /// <summary>Opens a recording.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="PerfDataFormatException">It is no recording, or none that can be read.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public static PerfDataFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            PerfDataHeader header = PerfDataHeader.Read(handle);
            PerfDataEvent[] events = header.IsPipe ? PerfDataHeader.ReadPipeEvents(handle, header) : header.ReadEvents(handle);
            var features = new PerfDataFeatures(handle, header.Features, header.DataEnd);
            foreach ((PerfDataEvent each, string name) in events.Zip(features.ReadEventNames()))
                each.Name = name;
            return new PerfDataFile(handle, header, new PerfEventTable(events), features.ReadBuildIds());
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Starts to read the records from the first.</summary>
    /// <param name="order">In which order.</param>
    /// <returns>A reader; it may not be used after this object was disposed.</returns>
    public PerfDataReader ReadRecords(PerfRecordOrder order = PerfRecordOrder.Time) =>
        new(new RecordStream(_handle, _header.DataStart, _header.DataEnd), _events, order);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();
}
