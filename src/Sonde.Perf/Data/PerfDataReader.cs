using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>Reads the records of a recording, one after the other, and allocates nothing for one.</summary>
/// <remarks>For one thread. Dispose it before the <see cref="PerfDataFile"/> that made it.</remarks>
public sealed class PerfDataReader : IDisposable
{
    private const int WindowSize = 64 << 20;

    private readonly RecordStream _stream;
    private readonly PerfEventTable _events;
    private readonly RecordWindow? _window;
    private CompressedRecords? _compressed;
    private byte[] _payload = [];
    private int _payloadStart;
    private int _payloadEnd;
    private ulong _lastTime;
    private bool _isReading = true;
    private PerfDataFormatException? _fault;

    internal PerfDataReader(RecordStream stream, PerfEventTable events, PerfRecordOrder order, int windowSize = WindowSize)
    {
        _stream = stream;
        _events = events;
        _window = order == PerfRecordOrder.Time ? new RecordWindow(windowSize) : null;
    }

    /// <summary>How many records were given after younger ones, because the window was too small for the gap between their CPUs.</summary>
    public long LateRecords { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record; it is valid until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="PerfDataFormatException">What follows is no record. All before it were given.</exception>
    /// <exception cref="PlatformNotSupportedException">The recording is compressed and the system has no zstd.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryRead(out PerfDataRecord record)
    {
        while (true)
        {
            if (_window is not null && _window.TryTake(out ReadOnlySpan<byte> next, out ulong taken))
            {
                record = View(next);
                CountLate(taken);
                return true;
            }

            if (!_isReading)
            {
                record = default;
                return _fault is null ? false : throw _fault;
            }

            if (!TryReadUnordered(out next))
            {
                _isReading = false;
                _window?.End();
                continue;
            }

            record = View(next);
            if (_window is null)
                return true;
            if (record.Type == PerfRecordType.FinishedRound)
                _window.EndRound();
            // What has no time comes where it stands; perf's own records have none.
            else if (record.Time is ulong time and not 0 and not ulong.MaxValue)
            {
                _window.Add(next, time);
                continue;
            }

            return true;
        }
    }

    /// <summary>Frees what it holds outside of the managed heap.</summary>
    public void Dispose() => _compressed?.Dispose();

    private PerfDataRecord View(ReadOnlySpan<byte> record)
    {
        PerfRecordType type = PerfDataRecord.TypeOf(record);
        return new PerfDataRecord(record, type < PerfRecordType.EventAttributes ? _events.Find(record, type == PerfRecordType.Sample) : null);
    }

    private void CountLate(ulong time)
    {
        if (time < _lastTime)
            LateRecords++;
        else
            _lastTime = time;
    }

    private bool TryReadUnordered(out ReadOnlySpan<byte> record)
    {
        try
        {
            while (true)
            {
                if (_compressed is not null && TryReadCompressed(out record))
                    return true;
                if (!_stream.TryRead(out record))
                {
                    _compressed?.End();
                    return false;
                }

                if (PerfDataRecord.TypeOf(record) is not (PerfRecordType.Compressed or PerfRecordType.Compressed2))
                    return true;
                _compressed ??= new CompressedRecords();
                Keep(CompressedRecords.PayloadOf(record));
            }
        }
        catch (PerfDataFormatException e)
        {
            _fault = e;
            record = default;
            return false;
        }
    }

    private bool TryReadCompressed(out ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> input = _payload.AsSpan(_payloadStart, _payloadEnd - _payloadStart);
        bool read = _compressed!.TryRead(ref input, out record);
        _payloadStart = _payloadEnd - input.Length;
        return read;
    }

    private void Keep(ReadOnlySpan<byte> payload)
    {
        if (_payload.Length == 0)
            _payload = GC.AllocateUninitializedArray<byte>(ushort.MaxValue);
        payload.CopyTo(_payload);
        (_payloadStart, _payloadEnd) = (0, payload.Length);
    }
}
