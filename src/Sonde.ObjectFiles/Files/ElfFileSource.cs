using Microsoft.Win32.SafeHandles;

namespace Sonde.ObjectFiles;

/// <summary>A file on a disk: parts are read into new memory.</summary>
internal sealed class ElfFileSource(SafeFileHandle handle) : ElfSource, IDisposable
{
    public override long Length { get; } = RandomAccess.GetLength(handle);

    public override bool IsInMemory => false;

    public override ReadOnlyMemory<byte> Read(long offset, int size)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(size);
        int done = 0;
        while (done < size)
        {
            int read = RandomAccess.Read(handle, bytes.AsSpan(done), offset + done);
            if (read == 0)
                throw new ElfFormatException($"file is truncated: it was cut at byte {offset + done} after it had been opened with {Length}");
            done += read;
        }

        return bytes;
    }

    public void Dispose() => handle.Dispose();
}
