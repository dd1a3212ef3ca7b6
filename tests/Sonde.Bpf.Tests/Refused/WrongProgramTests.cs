using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Loads the wrong programs on the running kernel. With SONDE_VERIFIER_LOGS set to a folder their logs are written there.</summary>
public sealed class WrongProgramTests
{
    // A log as long as this is kept by its end only: the corpus is of sentences, not of register states.
    private const int LongestKept = 8 * 1024;
    private static readonly string? LogFolder = Environment.GetEnvironmentVariable("SONDE_VERIFIER_LOGS");

    public static TheoryData<string> Names { get; } = new(WrongProgram.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Matrix", "guest")]
    public void A_wrong_program_is_refused_for_its_mistake(string name)
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);
        WrongProgram program = WrongProgram.All[name];
        KernelVersion release = TestKernel.Report.Version;
        var kernel = new Version(release.Major, release.Minor);
        using BpfObject bpf = OpenAlone(program.File, name);
        if (program.IsAccepted(kernel))
        {
            bpf.Load();
            return;
        }

        var e = Assert.Throws<BpfVerifierException>(bpf.Load);

        Keep(name, e.Log);
        Assert.Equal((name, program.Class(kernel)), (e.Program, e.Class));
        Assert.NotNull(e.Remedy);
        Assert.DoesNotContain('\n', e.Message);
        if (program.HasLine(kernel))
        {
            Assert.Equal((program.Line, $"{program.File}.bpf.c"), (e.Location?.Line, Path.GetFileName(e.Location?.File)));
            Assert.Contains(Path.DirectorySeparatorChar, e.Location!.File!);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_log_of_hundreds_of_kilobytes_is_whole()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using BpfObject bpf = OpenAlone("MemoryMistakes", "mistake_after_a_long_way");

        var e = Assert.Throws<BpfVerifierException>(bpf.Load);

        Assert.True(e.Log.Length > 64 * 1024, $"{e.Log.Length} characters");
        Assert.Contains("\n0: (", e.Log, StringComparison.Ordinal);
        for (int i = 10; i < 5000; i++)
            Assert.Contains($"\n{i}: (", e.Log, StringComparison.Ordinal);
        Assert.Contains("processed 50", e.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_that_is_not_released_says_where_it_was_acquired()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using BpfObject bpf = OpenAlone("MemoryMistakes", "record_lost_on_one_path");

        var e = Assert.Throws<BpfVerifierException>(bpf.Load);

        Assert.Contains("bpf_ringbuf_reserve(", e.AcquiredAt!.Text, StringComparison.Ordinal);
        Assert.Contains($", acquired at {e.AcquiredAt}", e.Message, StringComparison.Ordinal);
    }

    internal static BpfObject OpenAlone(string file, string program, BpfOpenOptions? options = null)
    {
        string resource = typeof(WrongProgramTests).Assembly.GetManifestResourceNames().Single(n => n.EndsWith($".{file}.bpf.o", StringComparison.Ordinal));
        BpfObject bpf = BpfObject.OpenResource(typeof(WrongProgramTests).Assembly, resource, options);
        foreach (BpfProgram other in bpf.Programs)
            other.AutoLoad = other.Name == program;
        return bpf;
    }

    private static void Keep(string name, string log)
    {
        if (LogFolder is null)
            return;
        Directory.CreateDirectory(LogFolder);
        int start = log.Length <= LongestKept ? 0 : log.IndexOf('\n', log.Length - LongestKept) + 1;
        File.WriteAllText(Path.Combine(LogFolder, $"{name}.txt"), log[start..]);
    }
}
