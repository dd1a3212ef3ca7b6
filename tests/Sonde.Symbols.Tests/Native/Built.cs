using System.Diagnostics;

namespace Sonde.Symbols.Tests.Native;

/// <summary>A folder of its own, with programs that are built in it; gone afterwards.</summary>
internal sealed class Built : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("sonde-").FullName;

    /// <summary>Builds a C program, and gives its path.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="source">Its source.</param>
    /// <param name="options">Options of the compiler.</param>
    public string Program(string name, string source, params string[] options)
    {
        File.WriteAllText($"{Folder}/{name}.c", source);
        Run("cc", ["-g", "-o", name, .. options, $"{name}.c"]);
        return $"{Folder}/{name}";
    }

    /// <summary>Runs a tool in the folder to its end, and gives what it prints.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">Its arguments.</param>
    public string Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output;
    }

    /// <summary>The address of a symbol as <c>nm</c> lists it.</summary>
    public ulong AddressOf(string program, string symbol)
    {
        string line = Run("nm", program).Split('\n').Single(each => each.EndsWith($" {symbol}", StringComparison.Ordinal));
        return Convert.ToUInt64(line[..16], 16);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
