using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Consumer;

[assembly: SupportedOSPlatform("linux")]

using var bpf = Execs.Open();
bpf.Load();
using var links = bpf.Attach();
using (var started = Process.Start("/bin/true"))
    started.WaitForExit();
foreach (ref readonly Execs.Executed executed in bpf.Maps.Execs.Drain())
{
    if (executed.Path.ToString() == "/bin/true")
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}: /bin/true");
}
