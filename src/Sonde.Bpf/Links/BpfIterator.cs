using System.Runtime.CompilerServices;
using System.Text;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>What an iterator program writes with <c>bpf_seq_write</c> and <c>bpf_seq_printf</c>, as it is read.</summary>
/// <remarks>For one thread. The kernel runs the program as far as a read needs; a walk cannot be started over.</remarks>
public sealed unsafe class BpfIterator : IDisposable
{
    private const int BufferSize = 32 * 1024; // seq_file gives at most this much at once for most iterators

    private readonly FdHandle _descriptor;
    private readonly string _name;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;

    internal BpfIterator(FdHandle descriptor, string name)
    {
        _descriptor = descriptor;
        _name = name;
    }

    /// <summary>Reads the bytes that come next.</summary>
    /// <param name="buffer">Filled from the start.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="BpfException">The program failed.</exception>
    public int Read(Span<byte> buffer)
    {
        if (_start < _end)
        {
            int count = Math.Min(buffer.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(buffer);
            _start += count;
            return count;
        }

        return ReadKernel(buffer);
    }

    /// <summary>Reads the next record of a program that writes records of one type by <c>bpf_seq_write</c>.</summary>
    /// <typeparam name="T">The layout of a record.</typeparam>
    /// <param name="record">The record, or zeros.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="BpfException">The program failed.</exception>
    /// <exception cref="InvalidDataException">The output ended within a record: the program writes another type.</exception>
    public bool TryRead<T>(out T record)
        where T : unmanaged
    {
        if (sizeof(T) > BufferSize)
            throw new NotSupportedException($"{typeof(T).Name} has {sizeof(T)} bytes; records up to {BufferSize} can be read.");
        while (_end - _start < sizeof(T))
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            int count = ReadKernel(_buffer.AsSpan(_end));
            if (count == 0)
            {
                record = default;
                return _end == 0
                    ? false
                    : throw new InvalidDataException($"{_name} ended after {_end} bytes of a record of {sizeof(T)}: does the program write another type?");
            }

            _end += count;
        }

        record = Unsafe.ReadUnaligned<T>(ref _buffer[_start]);
        _start += sizeof(T);
        return true;
    }

    /// <summary>Reads the rest as records of one type.</summary>
    /// <typeparam name="T">The layout of a record.</typeparam>
    /// <exception cref="BpfException">The program failed.</exception>
    /// <exception cref="InvalidDataException">The output ended within a record.</exception>
    public IEnumerable<T> ReadAll<T>()
        where T : unmanaged
    {
        while (TryRead(out T record))
            yield return record;
    }

    /// <summary>Reads the rest as text, of a program that uses <c>BPF_SEQ_PRINTF</c>.</summary>
    /// <exception cref="BpfException">The program failed.</exception>
    public string ReadText()
    {
        var text = new MemoryStream();
        byte[] piece = new byte[BufferSize];
        for (int count = Read(piece); count > 0; count = Read(piece))
            text.Write(piece, 0, count);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Ends the walk.</summary>
    public void Dispose() => _descriptor.Dispose();

    private int ReadKernel(Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                int count = Libc.Read(_descriptor, pointer, buffer.Length, out Errno errno);
                if (count >= 0)
                    return count;
                if (errno is not (Errno.EINTR or Errno.EAGAIN)) // EAGAIN: a long stretch had nothing to write.
                    throw BpfErrors.Failed("read", _name, errno, KernelFeatures.None);
            }
        }
    }
}
