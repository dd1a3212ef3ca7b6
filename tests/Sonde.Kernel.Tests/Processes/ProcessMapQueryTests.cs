using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sonde.Kernel.Tests.Processes;

public sealed class ProcessMapQueryTests
{
    [Fact]
    public void It_answers_as_the_whole_list_does()
    {
        using ProcessMapQuery? query = ProcessMapQuery.TryOpen(Environment.ProcessId);
        Assert.SkipUnless(query is not null, "PROCMAP_QUERY needs kernel 6.11.");
        ulong[] addresses = [(ulong)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "qsort"), (ulong)Environment.ProcessId];
        foreach (ulong address in addresses)
        {
            // The runtime may change its memory between the two.
            ProcessMapping? expected = ProcessMaps.Read(Environment.ProcessId).Find(address);
            Assert.Equal(expected, query.Find(address, out ReadOnlyMemory<byte> buildId));
            Assert.Equal(expected is null ? 0 : 20, buildId.Length);
        }
    }

    [Fact]
    public void A_deleted_file_is_told()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.Copy("/bin/sleep", path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using Process process = Process.Start(path, "60");
        try
        {
            File.Delete(path);
            using ProcessMapQuery? query = ProcessMapQuery.TryOpen(process.Id);
            Assert.SkipUnless(query is not null, "PROCMAP_QUERY needs kernel 6.11.");
            ProcessMapping expected = ProcessMaps.Read(process.Id).Mappings.First(mapping => mapping.Name == path);
            Assert.True(expected.IsDeleted);
            Assert.Equal(expected, query.Find(expected.Start, out _));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [Fact]
    public void A_process_that_is_not_there_has_none() => Assert.Null(ProcessMapQuery.TryOpen(int.MaxValue));
}
